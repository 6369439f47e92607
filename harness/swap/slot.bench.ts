/**
 * What the slot adds to a call: the same read of an engine that does nothing, straight through its
 * table and through the slot, with membarrier and with fences.
 *
 * Goals: the difference, on one thread. Non-goals: the engine's or FFI's own cost; contention.
 * Run: `bun harness/swap/slot.bench.ts build/engines/null.so`
 */
import { readFileSync } from "node:fs";
import { bench, run, summary } from "mitata";
import { allocateGuarded, bindNative, NativeEngine, openLibrary, pointer } from "../ffi/index.ts";
import { EngineSlot } from "../ffi/slot.ts";

const path = process.argv[2] ?? "build/engines/null.so";
const library = openLibrary(new Uint8Array(readFileSync(path)));
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
const config = JSON.stringify({ device: "/dev/null", capacity_blocks: 1024 });
const opened = NativeEngine.initialize(library, descriptor, 4096, config);
if (!opened.ok) throw new Error(`${path}: ${opened.message}`);

const { assay_read, assay_slot_read } = bindNative({
	assay_read: { args: ["ptr", "ptr", "ptr", "u32"], returns: "i32" },
	assay_slot_read: { args: ["ptr", "u32", "ptr", "ptr", "u32"], returns: "i32" },
});
const buffer = allocateGuarded(4096);
const address = pointer(buffer.address);
const table = pointer(opened.engine.table);
const id = pointer(7);

function slotted(fences: boolean) {
	const slot = EngineSlot.create({ fences });
	slot.set(opened.ok ? opened.engine.table : 0, 1000);
	return pointer(slot.address);
}
const membarrier = slotted(false);
const fenced = slotted(true);

summary(() => {
	bench("direct", () => assay_read(table, id, address, 4096)).baseline(true);
	bench("slot, membarrier", () => assay_slot_read(membarrier, 1, id, address, 4096));
	bench("slot, fences", () => assay_slot_read(fenced, 1, id, address, 4096));
});
await run();
process.exit(0);
