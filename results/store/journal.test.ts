import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRecord } from "../schema/index.ts";
import { sampleCheck, sampleRecord } from "../schema/sample.ts";
import { Journal, type JournalEntry, readJournal, recordFile, writeRecord } from "./journal.ts";

let directory = "";
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "assay-journal-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const entry = (id: string): JournalEntry => ({
	kind: "check",
	engine: "nvme",
	result: sampleCheck(id, "fail", "two\nlines"),
});

describe("Journal", () => {
	test("every entry is on disk as soon as it was appended, and reads back", () => {
		const journal = new Journal(join(directory, "run"));
		const entries = ["data.a", "data.b"].map(entry);
		for (const [index, each] of entries.entries()) {
			journal.append(each);
			expect(readJournal(journal.path).entries).toEqual(entries.slice(0, index + 1));
		}
		journal.close();
		journal.close();
		expect(() => journal.append(entry("data.c"))).toThrow("is closed");
	});

	test("a process that is killed leaves every finished entry", async () => {
		const source = `
			import { Journal } from ${JSON.stringify(join(import.meta.dir, "journal.ts"))};
			const journal = new Journal(${JSON.stringify(directory)});
			for (let at = 0; at < 50; at++) {
				journal.append({ kind: "error", where: "test", message: String(at) });
			}
			process.kill(process.pid, "SIGKILL");
		`;
		const child = Bun.spawn([process.execPath, "-e", source], { stdout: "ignore" });
		await child.exited;
		expect(child.signalCode).toBe("SIGKILL");
		const { entries, cutLines } = readJournal(join(directory, "journal.ndjson"));
		expect([entries.length, cutLines]).toEqual([50, 0]);
	});

	test("a cut last line is left out and counted; a broken one before is refused", () => {
		const journal = new Journal(directory);
		journal.append(entry("data.a"));
		journal.close();
		appendFileSync(journal.path, '{"kind":"che');
		expect(readJournal(journal.path)).toEqual({ entries: [entry("data.a")], cutLines: 1 });
		appendFileSync(journal.path, "\n{}\n");
		expect(() => readJournal(journal.path)).toThrow("journal.ndjson:2 is not JSON");
	});
});

describe("writeRecord", () => {
	test("writes a whole record and leaves nothing else, also over an older one", () => {
		for (const seed of [1, 2]) {
			const path = writeRecord(join(directory, "run"), sampleRecord({ seed }));
			const parsed = parseRecord(readFileSync(path, "utf8"));
			expect(parsed.ok && parsed.record.seed).toBe(seed);
		}
		expect(readdirSync(join(directory, "run"))).toEqual([recordFile]);
	});

	test("when it can't, it says so and leaves no half-written file", () => {
		const run = join(directory, "run");
		mkdirSync(join(run, recordFile, "in-the-way"), { recursive: true });
		expect(() => writeRecord(run, sampleRecord())).toThrow();
		expect(readdirSync(run)).toEqual([recordFile]);
	});
});
