import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "../../results/schema/index.ts";
import { hostMachines } from "./elf/constants.ts";
import {
	engineBytes,
	findFields,
	goodEngine,
	patched,
	renamed,
} from "./fixtures/patched-engine.ts";
import { hostLibc } from "./glibc.ts";
import { inspectEngine, judgeEngine } from "./inspect.ts";

const machine = hostMachines[process.arch];

function judge(data: Uint8Array) {
	return judgeEngine(data, machine, hostLibc());
}

function refusal(data: Uint8Array) {
	const result = judge(data);
	if (result.ok) throw new Error("expected a refusal");
	return result;
}

function findingsOf(data: Uint8Array): Finding[] {
	const result = judge(data);
	if (!result.ok) throw new Error(result.reason);
	return result.findings;
}

const find = (findings: Finding[], id: string) => findings.find((each) => each.id === id);

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

describe("functions against promises", () => {
	test("every missing required function is named", () => {
		const data = renamed("bse_read_block", "bse_dear_block");
		expect(refusal(data)).toMatchObject({ id: "abi.required" });
		expect(refusal(data).reason).toContain("bse_read_block");
	});

	test("a claimed group with a function missing is a failure, and no capability", () => {
		const result = judge(renamed("bse_read_batch", "bse_dear_batch"));
		if (!result.ok) throw new Error(result.reason);
		const finding = find(result.findings, "abi.batch");
		expect(finding?.severity).toBe("failure");
		expect(finding?.message).toContain("bse_read_batch");
		expect(result.descriptor.capabilities).not.toContain("batch");
		expect(find(result.findings, "abi.unknown-function")?.message).toContain("bse_dear_batch");
	});

	test("a claimed group that is not there at all is a failure", () => {
		const findings = findingsOf(
			patched((view, { descriptor }) => {
				const claimed = view.getBigUint64(descriptor + 8, true);
				view.setBigUint64(descriptor + 8, claimed | (1n << 7n), true);
			}),
		);
		expect(find(findings, "abi.swap")?.severity).toBe("failure");
	});

	test("what is exported counts, whether its bit is set or not", () => {
		const data = patched((view, { descriptor }) => view.setBigUint64(descriptor + 8, 0n, true));
		const result = judge(data);
		if (!result.ok) throw new Error(result.reason);
		expect(result.descriptor.capabilities).toContain("batch");
		expect(find(result.findings, "abi.batch")?.severity).toBe("note");
	});

	test("half a group without its bit is a failure, too", () => {
		const half = renamed("bse_read_batch", "bse_dear_batch");
		const { descriptor } = findFields(half);
		new DataView(half.buffer).setBigUint64(descriptor + 8, 0n, true);
		expect(find(findingsOf(half), "abi.batch")?.severity).toBe("failure");
	});

	test("unknown bits are told", () => {
		const findings = findingsOf(
			patched((view, { descriptor }) => {
				view.setBigUint64(descriptor + 8, 1n << 40n, true);
				view.setBigUint64(descriptor + 16, 1n << 63n, true);
			}),
		);
		expect(find(findings, "abi.unknown-capability")?.severity).toBe("warning");
		expect(find(findings, "abi.unknown-guarantee")?.severity).toBe("warning");
	});

	test("a glibc newer than the host's is refused with the version named", () => {
		const libc = { path: "libc", versions: new Set(["GLIBC_2.2.5"]), highest: "GLIBC_2.2.5" };
		const result = judgeEngine(engineBytes(), machine, libc);
		if (result.ok) throw new Error("expected a refusal");
		expect(result.id).toBe("elf.glibc");
		expect(result.reason).toMatch(/needs GLIBC_2\.\d+.*GLIBC_2\.2\.5/);
	});
});

describe("paths that are no engine", () => {
	let directory: string;
	beforeAll(() => {
		directory = mkdtempSync(join(tmpdir(), "assay-inspect-"));
	});
	afterAll(() => rmSync(directory, { recursive: true, force: true }));

	const message = (path: string): string => {
		const result = inspectEngine(path);
		if (result.ok) throw new Error("expected a refusal");
		expect(result.refusal.message.split("\n")).toHaveLength(1);
		expect(result.refusal.message).toEndWith(".");
		return result.refusal.message;
	};

	test("each is told apart, at once", () => {
		const fifo = join(directory, "fifo");
		Bun.spawnSync(["mkfifo", fifo]);
		expect(message(fifo)).toContain("is a FIFO");
		expect(message(directory)).toContain("is a directory");
		expect(message(join(directory, "none.so"))).toContain("does not exist");
		expect(message("/dev/zero")).toContain("is a character device");
		const empty = join(directory, "empty.so");
		writeFileSync(empty, "");
		expect(message(empty)).toContain("is empty");
		expect(message(join(empty, "below"))).toContain("does not exist");
		const loop = join(directory, "loop.so");
		symlinkSync(loop, loop);
		expect(message(loop)).toContain("leads back to itself");
		const socket = join(directory, "socket");
		const server = Bun.listen({ unix: socket, socket: { data() {} } });
		expect(message(socket)).toContain("is a socket");
		server.stop(true);
	});

	test("a huge file is refused before it is read", () => {
		const huge = join(directory, "huge.so");
		writeFileSync(huge, "");
		Bun.spawnSync(["truncate", "-s", "4G", huge]);
		expect(message(huge)).toContain("more than");
	});

	test.skipIf(process.getuid?.() === 0)("an unreadable file is refused", () => {
		const secret = join(directory, "secret.so");
		writeFileSync(secret, "x");
		chmodSync(secret, 0);
		expect(message(secret)).toContain("permission denied");
	});

	test("a path with control characters is shown, not obeyed", () => {
		mkdirSync(join(directory, "a\u001b[2J"));
		expect(message(join(directory, "a\u001b[2J"))).not.toContain("\u001b");
	});
});
