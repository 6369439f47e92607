import { afterAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineDescriptor, EngineFile } from "../contract/index.ts";
import { LoadRefused, loadEngine, NativeEngine } from "./index.ts";

const directory = mkdtempSync(join(tmpdir(), "assay-image-"));
afterAll(() => rmSync(directory, { recursive: true }));
const built = join(import.meta.dir, "..", "..", "build", "engines", "memory.so");
const bytes = readFileSync(built);
const descriptor: EngineDescriptor = {
	...{ name: "memory", vendor: "assay", build: "", version: "1.0.0" },
	abiVersion: { major: 1, minor: 0 },
	...{ capabilities: [], guarantees: [] },
	...{ blockBytesMin: 512, blockBytesMax: 1 << 20, bufferAlignment: 4096 },
};
const engine: EngineFile = { descriptor, path: built, digest: "", fileBytes: bytes.byteLength };

/** The memory engine with zeros behind its end, which a loader does not look at. */
function copyOf(name: string, padding: number): EngineFile {
	const path = join(directory, name);
	const padded = Buffer.concat([bytes, Buffer.alloc(padding)]);
	writeFileSync(path, padded);
	const digest = createHash("sha256").update(padded).digest("hex");
	return { ...engine, path, digest, fileBytes: padded.byteLength };
}

const copies = (): number =>
	readFileSync("/proc/self/maps", "utf8").split("/memfd:assay-engine").length - 1;

describe.each([
	["at once", 0],
	["by a thread beside the hash", 3_000_001],
])("a library that is copied %s", (_, padding) => {
	test("works, whatever becomes of its file, and nothing of it stays", () => {
		const before = copies();
		const file = copyOf("whole.so", padding);
		const library = loadEngine(file);
		truncateSync(file.path, 100);
		expect(library.functions.has("read_block")).toBe(true);
		const device = join(directory, "device");
		writeFileSync(device, "");
		const config = JSON.stringify({ device, block_size: 4096, capacity_blocks: 8 });
		const outcome = NativeEngine.initialize(library, descriptor, 4096, config);
		if (!outcome.ok) throw new Error(outcome.message);
		expect(outcome.engine.stats()).toMatchObject({ capacityBytes: 32_768n });
		outcome.engine.shutdown();
		library.close();
		expect(copies()).toBe(before);
	});

	test.each([
		["more", (file: Buffer) => Buffer.concat([file, Buffer.alloc(1)])],
		["fewer", (file: Buffer) => file.subarray(0, -1)],
		["other", (file: Buffer) => Buffer.concat([file.subarray(0, -1), Buffer.of(7)])],
	])("is refused with %s bytes than were inspected", (_name, change) => {
		const before = copies();
		const file = copyOf("changed.so", padding);
		writeFileSync(file.path, change(readFileSync(file.path)));
		expect(() => loadEngine(file)).toThrow("changed during the run: expected sha256");
		expect(copies()).toBe(before);
	});
});

test("what can't be read, and what is no library, is said", () => {
	expect(() => loadEngine({ ...engine, path: join(directory, "missing") })).toThrow("ENOENT");
	expect(() => loadEngine({ ...engine, path: directory })).toThrow("can't be read");
	const path = join(directory, "text");
	writeFileSync(path, "not an ELF file");
	const digest = createHash("sha256").update("not an ELF file").digest("hex");
	expect(() => loadEngine({ ...engine, path, digest })).toThrow(LoadRefused);
});
