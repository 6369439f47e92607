/**
 * Every file that is no engine ends with one clear sentence on stderr, the right exit code, and
 * nothing written. Bad engines are made from a good one, by changing what is wrong with them.
 */
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engineBytes, goodEngine, patched, renamed } from "../preflight/fixtures/patched-engine.ts";
import { assay } from "./fixtures/assay.ts";
import { Workplaces } from "./fixtures/refused.ts";

setDefaultTimeout(240_000);

const workplaces = new Workplaces("bad-engine");
const workplace = () => workplaces.make();
const refused = (words: readonly string[], code: number, cwd?: string) =>
	workplaces.refused(words, code, cwd);
afterAll(() => rmSync(workplaces.root, { recursive: true, force: true }));

describe("engines", () => {
	const file = (name: string, data: Uint8Array | string) => {
		const path = join(workplace(), name);
		writeFileSync(path, data);
		return path;
	};
	const cases: [string, () => string, string][] = [
		["a missing file", () => join(workplaces.root, "none.so"), "does not exist"],
		["a directory", () => workplaces.root, "is a directory"],
		["an empty file", () => file("empty.so", ""), "is empty"],
		["a text file", () => file("text.so", "int main(void);\n"), "is a text file"],
		["a truncated library", () => file("cut.so", engineBytes().subarray(0, 9000)), "truncated"],
		[
			"another architecture",
			() =>
				file(
					"arm.so",
					patched((view) => view.setUint16(18, 183, true)),
				),
			"AArch64",
		],
		[
			"a library without the note",
			() =>
				file(
					"other.so",
					patched((view, { note }) => view.setUint8(note + 12, 0x58)),
				),
			"note",
		],
		[
			"the legacy header",
			() =>
				file(
					"legacy.so",
					patched((view, { header }) => {
						view.setUint16(header + 4, 0x0102, true);
						view.setBigUint64(header + 6, 16n, true);
					}),
				),
			"legacy v1.2",
		],
		[
			"a future major version",
			() =>
				file(
					"future.so",
					patched((view, { header }) => view.setUint16(header + 4, 0x0200, true)),
				),
			"ABI 2.0",
		],
		[
			"a missing required symbol",
			() => file("half.so", renamed("bse_flush", "bse_hsulf")),
			"bse_flush",
		],
	];
	test.each(cases)("%s", (_, make, reason) => {
		const path = make();
		expect(refused(["inspect", path], 2)).toContain(reason);
		expect(refused(["certify", path], 2)).toContain(reason);
		expect(refused(["certify", path], 2)).toContain(path);
	});

	test("a FIFO is never waited for", () => {
		const path = join(workplace(), "fifo.so");
		Bun.spawnSync(["mkfifo", path]);
		expect(refused(["test", path], 2)).toContain("is a FIFO");
	});

	test("a built-in's name typed wrong, and one engine named twice", () => {
		expect(refused(["test", "nvme-urign"], 2)).toContain("built-in engine nvme-uring?");
		expect(refused(["test", "memory", goodEngine], 2)).toContain("same file");
	});

	test("a failing promise is found by inspect, with exit code 1 and no refusal", () => {
		const path = join(workplace(), "partial.so");
		writeFileSync(path, renamed("bse_read_batch", "bse_dear_batch"));
		const { code, stdout } = assay(["inspect", path], workplaces.root);
		expect(code).toBe(1);
		expect(stdout).toContain("bse_read_batch");
	});
});
