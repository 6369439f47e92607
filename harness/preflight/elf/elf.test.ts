import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { eachSegment, engineBytes, patched } from "../fixtures/patched-engine.ts";
import { parseDefinedVersions, parseElf } from "./index.ts";

function reasonOf(data: Uint8Array, machine?: number): string {
	const result = parseElf(data, machine);
	if (result.ok) throw new Error("expected a refusal");
	return result.reason;
}

function factsOf(data: Uint8Array) {
	const result = parseElf(data);
	if (!result.ok) throw new Error(result.reason);
	return result.elf;
}

describe("what a shared library says of itself", () => {
	test("agrees with the system's own tool about exports and libraries", () => {
		const path = readFileSync("/proc/self/maps", "utf8").match(/\/\S*\/libc\.so\.6/)?.[0];
		if (path === undefined) throw new Error("this test needs glibc");
		const elf = factsOf(engineBytes(path));
		const names = new Set(elf.exported.map(({ name }) => name));
		for (const known of ["open", "memcpy", "malloc", "pthread_create"]) {
			expect(names.has(known)).toBe(true);
		}
		expect(names.has("this_is_exported_by_nobody")).toBe(false);
		expect(elf.exported.length).toBeGreaterThan(1000);
		const defined = parseDefinedVersions(engineBytes(path));
		expect(defined.ok && defined.versions).toContain("GLIBC_2.2.5");
		const kinds = elf.exported.filter(({ name }) => name === "memcpy").map(({ kind }) => kind);
		expect(kinds.length).toBeGreaterThan(0);
	});

	test("an engine's exports are exactly the functions that its compiler exported", () => {
		const elf = factsOf(engineBytes());
		const ours = elf.exported.filter(({ name }) => name.startsWith("bse_"));
		const nm = Bun.spawnSync([
			"nm",
			"-D",
			"--defined-only",
			`${import.meta.dir}/../../../build/engines/memory.so`,
		]);
		const expected = nm.stdout
			.toString()
			.split("\n")
			.flatMap((line) => line.split(" ")[2] ?? [])
			.filter((name) => name.startsWith("bse_"));
		expect(ours.map(({ name }) => name).sort()).toEqual(expected.sort());
	});

	test("hardening is read from the program headers", () => {
		const good = factsOf(engineBytes());
		expect(good.executableStack).toBe(false);
		expect(good.writableExecutableSegments).toBe(0);
		const gnuStack = 0x6474e551;
		const loose = factsOf(
			patched((view) =>
				eachSegment(view, (at, type) => {
					if (type === gnuStack || type === 1) view.setUint32(at + 4, 7, true);
				}),
			),
		);
		expect(loose.executableStack).toBe(true);
		expect(loose.writableExecutableSegments).toBeGreaterThan(0);
		const withoutStack = factsOf(
			patched((view) =>
				eachSegment(view, (at, type) => {
					if (type === gnuStack) view.setUint32(at, 0, true);
				}),
			),
		);
		expect(withoutStack.executableStack).toBe(true);
	});
});

describe("files that are no library for this machine", () => {
	test("are named for what they are", () => {
		const text = (content: string) => new TextEncoder().encode(content);
		expect(reasonOf(text("hello, world\n"))).toContain("a text file");
		expect(reasonOf(text("#!/bin/sh\nexit 0\n"))).toContain("a script");
		expect(reasonOf(text("!<arch>\nx"))).toContain("static archive");
		expect(reasonOf(Uint8Array.of(0x4d, 0x5a, 0, 0))).toContain("Windows");
		expect(reasonOf(new Uint8Array(4096))).toContain("unknown format");
		expect(reasonOf(new Uint8Array(0))).toContain("not an ELF");
	});

	test("another architecture is named, and so is the host's", () => {
		const arm = patched((view) => view.setUint16(18, 183, true));
		expect(reasonOf(arm, 62)).toBe("was built for AArch64 (arm64), but this host is x86-64");
		expect(parseElf(arm).ok).toBe(true);
	});

	test("32 bits, big-endian, executables and object files", () => {
		expect(reasonOf(patched((view) => view.setUint8(4, 1)))).toContain("32-bit");
		const big = patched((view) => {
			view.setUint8(5, 2);
			view.setUint16(18, 22, false);
		});
		expect(reasonOf(big)).toBe("is a big-endian ELF file and was built for IBM Z (s390x)");
		expect(reasonOf(patched((view) => view.setUint16(16, 2, true)))).toContain("an executable");
		expect(reasonOf(patched((view) => view.setUint16(16, 1, true)))).toContain("not linked yet");
		expect(reasonOf(new Uint8Array(readFileSync(process.execPath)))).toMatch(/executable/);
	});

	test("a library cut off anywhere is refused, and mostly called truncated", () => {
		const whole = engineBytes();
		for (let length = whole.length - 1; length > 64; length = Math.floor(length * 0.9)) {
			const reason = reasonOf(whole.subarray(0, length));
			expect(reason).toMatch(/truncated|the file has/);
		}
	});
});

describe("hostile bytes", () => {
	const whole = engineBytes();

	test("any change of any bytes ends in facts or in a reason", () => {
		const position = fc.oneof(
			fc.nat({ max: 0x400 }),
			fc.nat({ max: 0x4000 }),
			fc.nat({ max: whole.length - 1 }),
		);
		const value = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat({ max: 255 }));
		fc.assert(
			fc.property(
				fc.array(fc.tuple(position, value), { minLength: 1, maxLength: 24 }),
				(changes) => {
					const data = whole.slice();
					for (const [at, byte] of changes) data[at] = byte;
					const result = parseElf(data);
					expect(result.ok ? result.elf.machine : result.reason).not.toBe("");
				},
			),
			{ numRuns: 400 },
		);
	});

	test("any file at all ends in facts or in a reason", () => {
		const start = whole.subarray(0, 64);
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 2048 }), fc.boolean(), (bytes, withHeader) => {
				const data = withHeader ? Buffer.concat([start, bytes]) : bytes;
				expect(parseElf(data).ok).toBe(false);
			}),
			{ numRuns: 400 },
		);
	});

	test("a hash chain that never ends stops at the end of the file", () => {
		// One bucket that leads to symbol 1, and a chain of zeros: no word of it says "last".
		const table = new Uint32Array([1, 1, 1, 0, 0, 0, 1, ...new Array(64).fill(0)]);
		const data = new Uint8Array([...whole, ...new Uint8Array(table.buffer)]);
		const view = new DataView(data.buffer);
		let address = 0n;
		eachSegment(view, (at, type) => {
			if (type !== 1) return;
			// The last loaded segment is stretched over the new table.
			const offset = view.getBigUint64(at + 8, true);
			if (offset < 0x8000n) return;
			view.setBigUint64(at + 32, BigInt(data.length) - offset, true);
			address = view.getBigUint64(at + 16, true) + BigInt(whole.length) - offset;
		});
		const tag = Buffer.from(data).indexOf(Buffer.from([0xf5, 0xfe, 0xff, 0x6f, 0, 0, 0, 0]));
		view.setBigUint64(tag + 8, address, true);
		expect(address).not.toBe(0n);
		expect(reasonOf(data)).toContain("a hash chain");
	});
});
