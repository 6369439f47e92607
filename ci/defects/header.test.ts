import { describe, expect, test } from "bun:test";
import { HeaderError, parseHeader } from "./header.ts";

const full = `/* defect: 9
 * title: a deleted block
 * is still there
 * caught-by: data.delete data.model
 * verdict: fail crashed
 * spares: data.read-after-write
 * needs-host: fuse
 * why: delete forgets
 * the cache: it is elsewhere. */
#define X`;

test("every field is read, and a line without a key goes on", () => {
	expect(parseHeader("engines/defective/09b-x.c", full)).toEqual({
		kind: "seeded",
		name: "09b-x",
		defect: 9,
		title: "a deleted block is still there",
		caughtBy: ["data.delete", "data.model"],
		verdicts: ["fail", "crashed"],
		attempts: 1,
		spares: ["data.read-after-write"],
		needsHost: ["fuse"],
		pending: undefined,
	});
});

test("without a verdict a failure is expected, and a crash is not", () => {
	const text = full.replace(/ \* verdict.*\n/, "");
	expect(parseHeader("09-x.c", text)).toMatchObject({ verdicts: ["fail"] });
});

test("an honest engine needs one line", () => {
	const engine = parseHeader("honest-file.c", "/* honest: the base */");
	expect(engine).toEqual({ kind: "honest", name: "honest-file", title: "the base" });
});

describe("refused", () => {
	test.each([
		["no comment", "09-x.c", "#define X", "begin with a comment"],
		["another number than the file's", "10-x.c", full, "not the file name's number"],
		["no title", "09-x.c", full.replace("title:", "defect:"), "there twice"],
		["no check", "09-x.c", full.replace(/ \* caught-by.*\n/, ""), 'no "caught-by:"'],
		["no reason", "09-x.c", full.replace(/ \* why:[\s\S]*elsewhere\./, ""), 'no "why:"'],
		["an unknown key", "09-x.c", full.replace("spares:", "spare:"), '"spare:" is unknown'],
		["too many attempts", "09-x.c", full.replace("spares: ", "attempts: 9\n * spares: "), "1 to 5"],
		["an unknown verdict", "09-x.c", full.replace("crashed", "dead"), '"dead" is no verdict'],
	])("%s", (_what, path, text, message) => {
		expect(() => parseHeader(path, text)).toThrow(HeaderError);
		expect(() => parseHeader(path, text)).toThrow(message);
	});
});
