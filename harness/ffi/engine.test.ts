import { afterAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineDescriptor } from "../contract/index.ts";
import { allocateGuarded, LoadRefused, NativeEngine, openLibrary } from "./index.ts";

const built = join(import.meta.dir, "..", "..", "build", "engines");
const library = openLibrary(new Uint8Array(readFileSync(join(built, "memory.so"))));
const descriptor: EngineDescriptor = {
	name: "memory",
	vendor: "assay",
	build: "",
	version: "1.0.0",
	abiVersion: { major: 1, minor: 0 },
	capabilities: ["batch", "lease", "queue", "health", "metrics", "logging"],
	guarantees: ["thread-safe"],
	blockBytesMin: 512,
	blockBytesMax: 1 << 20,
	bufferAlignment: 4096,
};

function open(config: object = {}): NativeEngine {
	const text = JSON.stringify({ device: "/dev/null", capacity_blocks: 64, ...config });
	const outcome = NativeEngine.initialize(library, descriptor, 4096, text);
	if (!outcome.ok) throw new Error(outcome.message);
	return outcome.engine;
}

const engine = open();
const buffer = allocateGuarded(4096);
const other = allocateGuarded(4096, "end");
afterAll(() => {
	engine.shutdown();
	library.close();
});

test("what was written is read, through every path", () => {
	buffer.bytes.fill(7);
	expect(engine.write(3n, buffer)).toBe(0);
	expect(engine.read(3n, other)).toBe(0);
	expect(other.bytes).toEqual(buffer.bytes);
	const batch = engine.readBatch([
		{ id: 3n, data: other },
		{ id: 4n, data: buffer },
	]);
	expect(batch.statuses).toEqual([0, -2]);
	expect(engine.readBatch([])).toEqual({ status: 0, statuses: [] });
	const lease = engine.lease(3n);
	expect(lease.bytes).toEqual(other.bytes);
	expect(engine.release(lease.address)).toBe(0);
	expect(engine.release(4096)).toBeLessThan(0);
});

test("a queue completes what it took", () => {
	const queue = engine.createQueue(4);
	if (typeof queue === "number") throw new Error(`status ${queue}`);
	const operation = { opcode: "read" as const, id: 3n, data: other };
	expect(queue.submit([{ ...operation, userData: 2n ** 64n - 1n }])).toBe(1);
	const polled = queue.poll(8, 1000);
	expect(polled.completions).toEqual([{ userData: 2n ** 64n - 1n, status: 0 }]);
	expect(queue.destroy()).toBe(0);
	expect(() => queue.poll(1, 0)).toThrow("destroyed");
});

test("ids arrive whole up to 2^64-1, and nothing else is taken for an id", () => {
	for (const id of [64n, 2n ** 32n, 2n ** 32n + 3n, 2n ** 53n + 1n, 2n ** 64n - 1n]) {
		expect(engine.read(id, other), `${id}`).toBe(-34);
	}
	expect(() => engine.read(2n ** 64n, other)).toThrow(RangeError);
	expect(() => engine.read(-1n, other)).toThrow(RangeError);
});

test("stats and texts come back", () => {
	const stats = engine.stats();
	if (typeof stats === "number") throw new Error(`status ${stats}`);
	expect(stats.capacityBytes).toBe(64n * 4096n);
	expect(stats.usedBytes).toBe(4096n);
	expect(JSON.parse(String(engine.collectMetrics()))).toHaveProperty("read_iops");
	expect(engine.collectMetrics(4)).toBe(-28);
	expect(engine.checkHealth().healthy).toBe(1);
});

test("a refused configuration has a sentence, and a dead engine cannot be called", () => {
	const outcome = NativeEngine.initialize(library, descriptor, 4096, '{"colour":1}');
	expect(outcome.ok).toBe(false);
	if (!outcome.ok) expect(outcome.message).toContain("colour");
	const short = open({ device: "/dev/zero" });
	expect(short.shutdown()).toBe(0);
	expect(() => short.flush()).toThrow("shut down");
});

test("a file that is no library is refused with the loader's sentence", () => {
	expect(() => openLibrary(new TextEncoder().encode("not an ELF file"))).toThrow(LoadRefused);
});

test("a capability that is missing is the harness's mistake to call", () => {
	expect(() => engine.quiesce(1)).toThrow("no capability swap");
});
