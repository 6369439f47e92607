/**
 * What the slot adds to a call: the same read of an engine that does nothing, straight through its
 * table and through the slot, with membarrier and with fences.
 *
 * Goals: the difference, on one thread; in rounds that take turns, since a busy machine makes a
 * round slow as a whole. Non-goals: the engine's or FFI's own cost; contention.
 * Run: `bun harness/swap/slot.bench.ts build/engines/null.so`
 */
import { readFileSync } from "node:fs";
import { measure } from "mitata";
import { allocateGuarded, bindNative, NativeEngine, openLibrary, pointer } from "../ffi/index.ts";
import { EngineSlot } from "../ffi/slot.ts";

export interface CallCost {
	readonly name: string;
	readonly nsMin: number;
	/** Median of the rounds' own medians. */
	readonly nsP50: number;
	/** Over the direct call of the same round, the median of the rounds. */
	readonly overNs: number;
}

const rounds = 5;
const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

const descriptor = {
	name: "null",
	vendor: "",
	build: "",
	version: "1.0.0",
	abiVersion: { major: 1, minor: 0 },
	capabilities: [],
	guarantees: [],
	blockBytesMin: 512,
	blockBytesMax: 1 << 20,
	bufferAlignment: 8,
};

export async function measureSlot(path: string, cpuMs: number): Promise<CallCost[]> {
	const { assay_read, assay_slot_read } = bindNative({
		assay_read: { args: ["ptr", "ptr", "ptr", "u32"], returns: "i32" },
		assay_slot_read: { args: ["ptr", "u32", "ptr", "ptr", "u32"], returns: "i32" },
	});
	const config = JSON.stringify({ device: "/dev/null", capacity_blocks: 1024 });
	const library = openLibrary(new Uint8Array(readFileSync(path)));
	const opened = NativeEngine.initialize(library, descriptor, 4096, config);
	if (!opened.ok) throw new Error(`${path}: ${opened.message}`);
	const { engine } = opened;
	const buffer = allocateGuarded(4096);
	const [table, id, address] = [pointer(engine.table), pointer(7), pointer(buffer.address)];
	const slots = [EngineSlot.create(), EngineSlot.create({ fences: true })] as const;
	for (const slot of slots) slot.set(engine.table, 1000);
	const [membarrier, fenced] = [pointer(slots[0].address), pointer(slots[1].address)];
	const calls: [string, () => number][] = [
		["direct", () => assay_read(table, id, address, 4096)],
		["slot, membarrier", () => assay_slot_read(membarrier, 1, id, address, 4096)],
		["slot, fences", () => assay_slot_read(fenced, 1, id, address, 4096)],
	];
	const measured = calls.map(() => [] as { min: number; p50: number }[]);
	for (let round = 0; round < rounds; round++) {
		for (const [row, [, call]] of calls.entries()) {
			measured[row]?.push(await measure(call, { min_cpu_time: (cpuMs * 1e6) / rounds }));
		}
	}
	for (const slot of slots) slot.destroy();
	buffer.free();
	engine.shutdown();
	return calls.map(([name], row) => {
		const own = measured[row] ?? [];
		const over = own.map(({ p50 }, round) => p50 - (measured[0]?.[round]?.p50 ?? Number.NaN));
		const nsMin = Math.min(...own.map(({ min }) => min));
		return { name, nsMin, nsP50: middle(own.map(({ p50 }) => p50)), overNs: middle(over) };
	});
}

if (import.meta.main) {
	const costs = await measureSlot(process.argv[2] ?? "build/engines/null.so", 500);
	for (const { name, nsMin, nsP50, overNs } of costs) {
		const ns = [nsMin, nsP50, overNs].map((value) => `${value.toFixed(1)} ns`);
		console.log(`${name.padEnd(18)} min ${ns[0]}  p50 ${ns[1]}  over direct ${ns[2]}`);
	}
}
