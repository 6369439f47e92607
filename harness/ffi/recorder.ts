import { ptr } from "bun:ffi";
import type { Operation } from "../../results/schema/index.ts";
import { pointer } from "./buffer.ts";
import { bindNative } from "./native.ts";

/**
 * The flight recorder's file: what every thread called last, written by C before each call and
 * read by the coordinator after a death. Layout: assay_recorder_lane in harness/native.
 */
const lanes = 64;
const entries = 32;
const entryBytes = 32;
const laneBytes = 16 + entries * entryBytes;
export const recorderBytes = lanes * laneBytes;

const symbols = bindNative({
	assay_recorder_attach: { args: ["ptr"], returns: "void" },
});

/** Bit order of enum assay_call. */
const callNames = [
	"none",
	"initialize",
	"shutdown",
	"write",
	"read",
	"delete",
	"flush",
	"stats",
	"write-batch",
	"read-batch",
	"lease",
	"release",
	"queue-create",
	"queue-submit",
	"queue-poll",
	"queue-destroy",
	"check-health",
	"collect-metrics",
	"drain-log",
	"set-log-level",
	"get-fallback",
	"quiesce",
	"activate",
	"unload",
];

let mapping: Uint8Array | undefined;

/** Records this thread's calls in a lane of the file, which has `recorderBytes` bytes. */
export function attachRecorder(path: string, lane: number): void {
	mapping = Bun.mmap(path, { shared: true });
	symbols.assay_recorder_attach(pointer(recorderLane(path, lane)));
}

/** Address of a lane, for a thread that isn't JavaScript's. */
export function recorderLane(path: string, lane: number): number {
	if (!Number.isInteger(lane) || lane < 0 || lane >= lanes) throw new RangeError(`lane ${lane}`);
	mapping ??= Bun.mmap(path, { shared: true });
	return Number(ptr(mapping, lane * laneBytes));
}

/** The last operations of all lanes, at most `count`, oldest first within a lane. */
export function readRecorder(bytes: Uint8Array<ArrayBuffer>, count: number): Operation[] {
	if (bytes.byteLength < recorderBytes) return [];
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const operations: Operation[] = [];
	for (let lane = 0; lane < lanes; lane++) {
		const last = view.getBigUint64(lane * laneBytes, true);
		const shown = BigInt(Math.min(count, entries));
		for (let at = last > shown ? last - shown + 1n : 1n; at <= last; at++) {
			operations.push(readEntry(view, lane, Number(at % BigInt(entries))));
		}
	}
	return operations;
}

/** How many calls all lanes have begun. */
export function recordedCalls(bytes: Uint8Array<ArrayBuffer>): bigint {
	if (bytes.byteLength < recorderBytes) return 0n;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let calls = 0n;
	for (let lane = 0; lane < lanes; lane++) calls += view.getBigUint64(lane * laneBytes, true);
	return calls;
}

function readEntry(view: DataView, lane: number, index: number): Operation {
	const at = lane * laneBytes + 16 + index * entryBytes;
	const done = view.getUint32(at + 28, true) === 1;
	return {
		call: callNames[view.getUint32(at + 16, true)] ?? "unknown",
		id: view.getBigUint64(at + 8, true).toString(),
		length: view.getUint32(at + 20, true),
		lane,
		...(done ? { status: view.getInt32(at + 24, true) } : {}),
	};
}
