import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLibrary } from "./index.ts";
import { openFromThreads } from "./lives.ts";

const built = join(import.meta.dir, "..", "..", "build", "engines");
const library = openLibrary(new Uint8Array(readFileSync(join(built, "memory.so"))));
const directory = mkdtempSync(join(tmpdir(), "assay-lives-"));
afterAll(() => {
	library.close();
	rmSync(directory, { recursive: true, force: true });
});

function device(name: string): string {
	const path = join(directory, name);
	writeFileSync(path, "");
	truncateSync(path, 1 << 20);
	return path;
}

const plan = {
	freshLoad: false,
	keeps: false,
	untilNs: 0,
	livesLeast: 20,
	livesMost: 50,
} as const;

test("two threads live as often as was asked, whatever the time", () => {
	const configs = [
		{ device: device("a"), block_size: 512, capacity_blocks: 64 },
		{ device: device("b"), block_size: 1024, capacity_blocks: 96 },
	] as const;
	const outcomes = openFromThreads(library, { ...plan, configs });
	expect(outcomes.map(({ end }) => end)).toEqual(["good", "good"]);
	for (const { lives, status } of outcomes) {
		expect(lives).toBeGreaterThanOrEqual(19);
		expect(status).toBe(0);
	}
});

test("one thread's refusal is told with its own sentence, and ends both", () => {
	const configs = [
		{ device: device("c"), block_size: 512, capacity_blocks: 64 },
		{ device: device("d"), block_size: 513, capacity_blocks: 64 },
	] as const;
	const [good, bad] = openFromThreads(library, { ...plan, configs, livesMost: 1_000_000 });
	expect(good?.end).toBe("good");
	expect(bad).toMatchObject({ end: "refused", status: -22, lives: 0 });
	expect(bad?.message).toContain("block_size");
});

test("a block that is not there after a shutdown is lost where it must be kept", () => {
	const configs = [
		{ device: device("e"), block_size: 512, capacity_blocks: 64 },
		{ device: device("f"), block_size: 512, capacity_blocks: 64 },
	] as const;
	const outcomes = openFromThreads(library, { ...plan, configs, keeps: true });
	expect(outcomes.some(({ end, lives }) => end === "lost" && lives === 1)).toBe(true);
});
