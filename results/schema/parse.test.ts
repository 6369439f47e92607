import { describe, expect, test } from "bun:test";
import { parseRecord } from "./parse.ts";
import { sampleRecord } from "./sample.ts";
import { schemaVersion } from "./version.ts";

function messageOf(text: string): string {
	const parsed = parseRecord(text);
	if (parsed.ok) {
		throw new Error("expected a refusal");
	}
	return parsed.message;
}

describe("parseRecord", () => {
	test("reads back what was written", () => {
		const record = sampleRecord();
		expect(parseRecord(JSON.stringify(record))).toEqual({ ok: true, record });
	});

	test("names a record that was cut off anywhere", () => {
		const text = JSON.stringify(sampleRecord(), null, 1);
		for (let length = 1; length < text.length; length += 97) {
			const cut = text.slice(0, length);
			expect(parseRecord(cut).ok).toBe(false);
			expect(messageOf(cut)).toMatch(/cut off|not valid JSON/);
		}
		expect(messageOf(text.slice(0, text.length - 1))).toContain("cut off");
	});

	test("names an empty file, another kind of file and other JSON", () => {
		expect(messageOf("")).toContain("empty");
		expect(messageOf("ELF")).toContain("not valid JSON");
		expect(messageOf("[]")).toContain("not a run record");
		expect(messageOf("null")).toContain("not a run record");
		expect(messageOf('{"a":1}')).toContain("schemaVersion is missing");
	});

	test("tells newer from older, whatever else is in there", () => {
		const newer = JSON.stringify({ schemaVersion: schemaVersion + 1 });
		const older = JSON.stringify({ schemaVersion: 0 });
		expect(messageOf(newer)).toContain("Update Assay");
		expect(messageOf(older)).toContain("run again");
		expect(messageOf('{"schemaVersion":"1"}')).toContain('"1"');
		expect(messageOf('{"schemaVersion":1.5}')).toContain("1.5");
	});

	test("reads what older versions wrote, as of today", () => {
		const record = sampleRecord();
		expect(schemaVersion).toBe(2);
		const older = JSON.stringify({ ...record, schemaVersion: 1 });
		expect(parseRecord(older)).toEqual({ ok: true, record });
		expect(messageOf(JSON.stringify({ schemaVersion: 1 }))).toContain("incomplete");
	});

	test("says where a part is missing or of another type, for every part", () => {
		const whole = sampleRecord();
		for (const key of Object.keys(whole)) {
			if (key === "schemaVersion") {
				continue;
			}
			const { [key as keyof typeof whole]: _, ...rest } = whole;
			expect(messageOf(JSON.stringify(rest))).toContain(`${key}: `);
		}
		const odd = { ...whole, engines: [{ ...whole.engines[0], digest: 7 }] };
		expect(messageOf(JSON.stringify(odd))).toContain("engines.0.digest");
	});

	test("a record full of holes gives a short message", () => {
		expect(messageOf(JSON.stringify({ schemaVersion })).length).toBeLessThan(600);
	});
});
