import { describe, expect, test } from "bun:test";
import { find, judge, refusal } from "./fixtures/judge.ts";
import { engineBytes, goodEngine, patched } from "./fixtures/patched-engine.ts";
import { inspectEngine } from "./inspect.ts";

describe("an honest engine", () => {
	test("is described from its note, with a digest of its bytes", () => {
		const result = inspectEngine(goodEngine);
		if (!result.ok) throw new Error(result.refusal.message);
		const { file, findings } = result.prepared;
		const hasher = new Bun.CryptoHasher("sha256").update(engineBytes());
		expect(file.digest).toBe(hasher.digest("hex"));
		expect(file.fileBytes).toBe(engineBytes().length);
		expect(file.descriptor).toMatchObject({
			name: "memory",
			abiVersion: { major: 1, minor: 0 },
			blockBytesMin: 512,
			guarantees: ["thread-safe", "unload-safe"],
		});
		expect(file.descriptor.capabilities).toContain("batch");
		expect(file.descriptor.capabilities).not.toContain("swap");
		expect(findings.filter(({ severity }) => severity !== "note")).toEqual([]);
	});
});

describe("the plugin's header", () => {
	test("the legacy v1.2 header is refused by name", () => {
		const legacy = patched((view, { header }) => {
			view.setUint16(header + 4, 0x0102, true);
			view.setBigUint64(header + 6, 16n, true);
			view.setUint16(header + 14, 0, true);
		});
		expect(refusal(legacy)).toMatchObject({ id: "header.legacy" });
		expect(refusal(legacy).reason).toContain("legacy v1.2");
	});

	test("another minor version is accepted, another major one refused with both named", () => {
		expect(judge(patched((view, { header }) => view.setUint16(header + 4, 0x01ff, true))).ok).toBe(
			true,
		);
		const future = patched((view, { header }) => view.setUint16(header + 4, 0x0203, true));
		expect(refusal(future).reason).toContain("ABI 2.3");
		expect(refusal(future).reason).toContain("ABI 1.0");
		const past = patched((view, { header }) => view.setUint16(header + 4, 0x0009, true));
		expect(refusal(past)).toMatchObject({ id: "header.abi-major" });
	});

	const headers: [string, number, bigint, string][] = [
		["magic", 0, 0x0000000001000001n, "header.magic"],
		["entry_offset below 16", 8, 8n, "header.entry-offset"],
		["entry_offset not aligned", 8, 17n, "header.entry-offset"],
		["entry_offset beyond the note", 8, 24n, "header.entry-offset"],
		["entry_offset beyond any file", 8, 2n ** 64n - 8n, "header.entry-offset"],
	];
	test.each(headers)("a wrong %s is refused", (_, offset, value, id) => {
		const data = patched((view, { header }) => view.setBigUint64(header + offset, value, true));
		expect(refusal(data).id).toBe(id);
	});

	test("a reserved field that is set is refused", () => {
		const data = patched((view, { header }) => {
			view.setUint16(header + 6, 7, true);
			view.setBigUint64(header + 8, 2n ** 40n, true);
		});
		expect(refusal(data).id).toBe("header.reserved");
	});

	test("a library without the note is no plugin; two notes are ambiguous", () => {
		const other = patched((view, { note }) => view.setUint8(note + 12, 0x58));
		expect(refusal(other).id).toBe("note.missing");
		expect(refusal(other).reason).toContain("bse_plugin_note");
		const untyped = patched((view, { note }) => view.setUint32(note + 8, 9, true));
		expect(refusal(untyped).id).toBe("note.type");
	});
});

describe("the descriptor", () => {
	const numbers: [string, number, number, string][] = [
		["size too small", 0, 160, "descriptor.size"],
		["size beyond the note", 0, 176, "descriptor.size"],
		["block_size_min of 0", 24, 0, "descriptor.power-of-two"],
		["block_size_min of 1000", 24, 1000, "descriptor.power-of-two"],
		["block_size_max below the smallest", 28, 256, "descriptor.block-size"],
		["buffer_alignment of 48", 32, 48, "descriptor.power-of-two"],
		["reserved of 1", 36, 1, "descriptor.reserved"],
	];
	test.each(numbers)("%s is refused", (_, offset, value, id) => {
		const data = patched((view, { descriptor }) =>
			view.setUint32(descriptor + offset, value, true),
		);
		expect(refusal(data).id).toBe(id);
	});

	test("a name must end and hold only a-z, 0-9 and -", () => {
		const endless = patched((_, { descriptor }, data) =>
			data.fill(0x61, descriptor + 40, descriptor + 72),
		);
		expect(refusal(endless).id).toBe("descriptor.name");
		for (const name of ["Memory", "mem ory", "", "é", "../x"]) {
			const data = patched((_, { descriptor }, bytes) => {
				bytes.fill(0, descriptor + 40, descriptor + 72);
				bytes.set(new TextEncoder().encode(name), descriptor + 40);
			});
			expect(refusal(data).id).toBe("descriptor.name");
		}
	});

	test("escape sequences in free text never reach a terminal", () => {
		const data = patched((_, { descriptor }, bytes) =>
			bytes.set(new TextEncoder().encode("\u001b[2Jgone\0"), descriptor + 72),
		);
		const result = judge(data);
		if (!result.ok) throw new Error(result.reason);
		expect(result.descriptor.vendor).toBe("?[2Jgone");
		expect(find(result.findings, "abi.unprintable")?.severity).toBe("warning");
	});
});
