import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
	type ConcurrentPlan,
	type EngineDescriptor,
	operationKinds as kinds,
} from "../contract/index.ts";
import {
	allocateGuarded,
	monotonicNs,
	NativeEngine,
	openLibrary,
	recorderBytes,
} from "../ffi/index.ts";
import { runConcurrent } from "./concurrent.ts";

const build = resolve(import.meta.dir, "../../build");
mkdirSync(build, { recursive: true });
const directory = mkdtempSync(join(build, "client-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const descriptor: EngineDescriptor = {
	name: "memory",
	vendor: "assay",
	build: "",
	version: "1.0.0",
	abiVersion: { major: 1, minor: 0 },
	capabilities: ["batch", "lease", "queue"],
	guarantees: ["thread-safe"],
	blockBytesMin: 512,
	blockBytesMax: 1 << 20,
	bufferAlignment: 4096,
};

interface Library {
	readonly path: string;
	readonly guarantees: EngineDescriptor["guarantees"];
}

function open(name: string, blockBytes: number, library?: Library): NativeEngine {
	const device = join(directory, `${name}-${blockBytes}`);
	writeFileSync(device, "");
	truncateSync(device, 16 << 20);
	const config = JSON.stringify({ device, block_size: blockBytes, capacity_blocks: 64 });
	const image = readFileSync(join(build, library?.path ?? `engines/${name}.so`));
	const opened = NativeEngine.initialize(
		openLibrary(new Uint8Array(image)),
		{ ...descriptor, ...(library && { guarantees: library.guarantees }) },
		blockBytes,
		config,
	);
	if (!opened.ok) throw new Error(opened.message);
	return opened.engine;
}

const plan = (seed: number): ConcurrentPlan => ({
	clients: 3,
	stepsPerClient: 500,
	blocks: [3, 1, 60, 7],
	prefill: true,
	mix: {
		read: 5,
		write: 4,
		delete: 1,
		readBatch: 0,
		writeBatch: 0,
		lease: 0,
		queue: 0,
		flush: 0,
		telemetry: 0,
	},
	batchSize: 1,
	seed,
	untilNs: monotonicNs() + 20e9,
	epoch: seed,
});

const recorder = join(directory, "recorder");
writeFileSync(recorder, new Uint8Array(recorderBytes));

test("leases are reads in the history, each held over one more operation", async () => {
	const engine = open("memory", 512);
	const mix = { ...plan(3).mix, lease: 10 };
	const { history, problems } = await runConcurrent(engine, { ...plan(3), mix }, recorder);
	expect(problems).toEqual([]);
	expect(history.length).toBe(3 * 500 + 4);
	const stats = engine.stats();
	if (typeof stats === "number") throw new Error(`get_stats returned ${stats}`);
	const found = history.kind.filter((kind, at) => kind === kinds.read && history.value[at] !== 0);
	// And one for each client to give back, which another thread had taken.
	expect(stats.readOperations).toBe(BigInt(found.length + 3));
	// All of the pool's 64 buffers came back.
	engine.write(10n, allocateGuarded(512));
	const leases = Array.from({ length: 65 }, () => engine.lease(10n).status);
	expect(leases.filter((status) => status === 0).length).toBe(64);
	engine.shutdown();
});

test.each([512, 4096, 65_536])(
	"every step is logged once, in blocks of %d bytes",
	async (bytes) => {
		const engine = open("memory", bytes);
		for (const seed of [1, 2]) {
			const { history, problems } = await runConcurrent(engine, plan(seed), recorder);
			expect(problems).toEqual([]);
			expect(history.length).toBe(3 * 500 + 4);
			const values = new Set(
				history.value.filter((_, index) => history.kind[index] === kinds.write),
			);
			const writes = history.kind.filter((kind) => kind === kinds.write).length;
			expect(values.size).toBe(writes);
			expect(writes).toBeGreaterThan(400);
			expect(history.kind.filter((kind) => kind === kinds.read).length).toBeGreaterThan(500);
			expect(history.end.every((end, index) => end >= (history.start[index] as number))).toBe(true);
			expect(new Set(history.client)).toEqual(new Set([0, 1, 2, 3]));
		}
		engine.shutdown();
	},
);

const ways: readonly (readonly [string, Library])[] = [
	["-ENOENT", { path: "engines/memory.so", guarantees: ["thread-safe"] }],
	[
		"zeros",
		{ path: "variants/memory-zeros.so", guarantees: ["thread-safe", "absent-reads-zeros"] },
	],
];

test.each(ways)(
	"reads and leases of absent blocks are reads of value 0: %s",
	async (_, library) => {
		const engine = open("absent", 512, library);
		const mix = { ...plan(5).mix, write: 2, delete: 4, lease: 5, flush: 1 };
		const given = { ...plan(5), mix, readsAtEnd: false };
		const { history, problems } = await runConcurrent(engine, given, recorder);
		expect(problems).toEqual([]);
		const absent = history.kind.filter(
			(kind, at) => kind === kinds.read && history.value[at] === 0,
		);
		expect(absent.length).toBeGreaterThan(200);
		const stats = engine.stats();
		if (typeof stats === "number") throw new Error(`get_stats returned ${stats}`);
		// Every step is a row or a flush: the pool never ran out.
		expect(BigInt(history.length) + stats.flushOperations).toBe(1500n);
		expect(stats.flushOperations).toBeGreaterThan(20n);
		engine.write(10n, allocateGuarded(512));
		const leases = Array.from({ length: 65 }, () => engine.lease(10n).status);
		expect(leases.filter((status) => status === 0).length).toBe(64);
		engine.shutdown();
	},
);

test("a caller that works itself gets its turns while the threads run", async () => {
	const engine = open("memory", 512);
	let turns = 0;
	let over = false;
	// Long enough for a turn on a busy machine, too: 10,000 steps were once over within one.
	const given = { ...plan(6), stepsPerClient: 100_000, callerWorks: true };
	const running = runConcurrent(engine, given, recorder).finally(() => {
		over = true;
	});
	while (!over) {
		turns++;
		await Bun.sleep(0);
	}
	const { problems, history } = await running;
	expect(problems).toEqual([]);
	expect(history.length).toBe(3 * 100_000 + 4);
	expect(turns).toBeGreaterThan(2);
	engine.shutdown();
});

test("a loop that the clock stops ends early, with what it did", async () => {
	const engine = open("memory", 1024);
	const late = { ...plan(3), untilNs: monotonicNs() - 1 };
	const { history } = await runConcurrent(engine, late, recorder);
	// The reads at the end alone.
	expect(history.length).toBe(4);
	engine.shutdown();
});

test("what a read returned wrong is left to the judge, with its bytes and its time", async () => {
	// Stores nothing, and leaves the buffer of a read as it was.
	const engine = open("null", 4096);
	const outcome = await runConcurrent(engine, plan(4), recorder);
	const reads = outcome.problems.filter(({ message }) => message.startsWith("read returned"));
	expect(reads.length).toBeGreaterThan(0);
	expect(outcome.problemsTotal).toBeGreaterThan(500);
	for (const { bytes, startNs, endNs } of reads) {
		expect(bytes).toEqual(new Uint8Array(4096).fill(0xa5));
		expect(endNs).toBeGreaterThan(startNs ?? Infinity);
	}
	engine.shutdown();
});
