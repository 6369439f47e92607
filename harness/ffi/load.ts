import { type Pointer, ptr, toArrayBuffer } from "bun:ffi";
import { bindNative } from "./native.ts";
import type { StampFields } from "./stamp.ts";

/**
 * Bindings of the load loop. Numbers, not bigints: block ids up to 2^53-1 go as `ptr`, which costs
 * 3 ns where `u64` costs 13. Arguments are not checked here but once, when a loop is made.
 */
const symbols = bindNative({
	assay_lane_create: { args: ["ptr", "u32", "u32", "u32"], returns: "ptr" },
	assay_lane_free: { args: ["ptr"], returns: "void" },
	assay_lane_buffer: { args: ["ptr", "u32"], returns: "ptr" },
	assay_lane_poison: { args: ["ptr", "u32"], returns: "void" },
	assay_lane_offset: { args: ["u32"], returns: "u32" },
	assay_lane_open_queue: { args: ["ptr"], returns: "i32" },
	assay_lane_close_queue: { args: ["ptr"], returns: "i32" },
	assay_timed_read: { args: ["ptr", "ptr"], returns: "f64" },
	assay_timed_write: { args: ["ptr", "ptr"], returns: "f64" },
	assay_timed_read_burst: { args: ["ptr", "u32", "ptr"], returns: "u32" },
	assay_burst_settle: { args: ["ptr", "ptr"], returns: "void" },
	assay_random_fill: { args: ["ptr", "ptr", "u32", "f64", "f64"], returns: "void" },
	assay_histogram_record: { args: ["ptr", "ptr", "u32"], returns: "void" },
	assay_timed_read_batch: { args: ["ptr", "u32"], returns: "f64" },
	assay_timed_write_batch: { args: ["ptr", "u32"], returns: "f64" },
	assay_queue_turn: { args: ["ptr", "u32", "u32", "u32"], returns: "i32" },
	assay_wait_until: { args: ["f64"], returns: "f64" },
	assay_boot_ns: { args: [], returns: "f64" },
	assay_payload_stamp: {
		args: ["ptr", "u32", "ptr", "u32", "u32", "ptr", "u32"],
		returns: "void",
	},
	assay_payload_verify: {
		args: ["ptr", "ptr", "u32", "ptr", "u32", "u32", "ptr", "u32"],
		returns: "u32",
	},
});

type LaneCall = (lane: number, argument: number) => number;

/** Nanoseconds, or negative: see harness/native/timed.c. */
export const timedRead = symbols.assay_timed_read as unknown as LaneCall;
export const timedWrite = symbols.assay_timed_write as unknown as LaneCall;
/**
 * Reads `lane.ids[0..n)` and records each in a histogram's cells; they are all there when
 * `settleBurst` was called. Returns how many failed.
 */
export const timedReadBurst = symbols.assay_timed_read_burst as unknown as (
	lane: number,
	n: number,
	cells: number,
) => number;
export const settleBurst = symbols.assay_burst_settle as unknown as (
	lane: number,
	cells: number,
) => void;
/** `into[0..n)` = offset + 0..count-1, from the four words at `state`: harness/load/random.ts. */
export const fillRandom = symbols.assay_random_fill as unknown as (
	state: number,
	into: number,
	n: number,
	count: number,
	offset: number,
) => void;
/** Address of memory that does not move: over a SharedArrayBuffer, or of more than 4 KiB. */
export function addressOf(cells: Float64Array | Int32Array): number {
	return Number(ptr(cells));
}
/** Into the histogram at one address, n numbers at another. */
export const recordNatively = symbols.assay_histogram_record as unknown as (
	cells: number,
	values: number,
	n: number,
) => void;
/** `lane.ids[0..n)`; negative: -1 - failed items. */
export const timedReadBatch = symbols.assay_timed_read_batch as unknown as LaneCall;
export const timedWriteBatch = symbols.assay_timed_write_batch as unknown as LaneCall;
/** `most`: completions to poll for, 1 to the depth. 0 or a queue violation. */
export const queueTurn = symbols.assay_queue_turn as unknown as (
	lane: number,
	pending: number,
	most: number,
	timeoutUs: number,
) => number;
/** As monotonicNs, with the time that the machine slept. */
export const bootNs: () => number = symbols.assay_boot_ns;
/** As stampBlock, with zeros behind the first `keptBytes` of each sector. */
export const stampPayload = symbols.assay_payload_stamp as unknown as (
	address: number,
	bytes: number,
	...stampAndKept: [...StampFields, keptBytes: number]
) => void;
/** As verifyBlock; `scratch` is of the same size, both may be changed. */
export const verifyPayload = symbols.assay_payload_verify as unknown as (
	address: number,
	scratch: number,
	bytes: number,
	...stampAndKept: [...StampFields, keptBytes: number]
) => number;

/** Sleeps, then spins, until the load loop's clock says so; returns what it says. */
export const waitUntil: (untilNs: number) => number = symbols.assay_wait_until;
export const poisonBuffer = symbols.assay_lane_poison as unknown as (
	lane: number,
	slot: number,
) => void;

/** The status behind a negative result of `timedRead` or `timedWrite`. */
export function failedStatus(result: number): number {
	return result <= -4294967296 ? -result - 4294967296 : result;
}

/** Indices into `Lane.shared`: enum lane_word in harness/native/load.h. */
export const laneWord = {
	endNs: 0,
	failed: 1,
	status: 2,
	taken: 3,
	completed: 4,
	inFlight: 5,
} as const;

/** What an engine's queue did that no queue may do: enum queue_violation in load_queue.c. */
export const queueViolations: Readonly<Record<number, string>> = {
	[-100001]: "submit took more operations than it was given",
	[-100002]: "poll returned more completions than were asked for",
	[-100003]: "a completion of an operation that is not in flight: invented, or delivered twice",
	[-100004]: "submit failed",
	[-100005]: "poll failed",
};

/** Operations a submit call: SUBMIT_MOST in load_queue.c says why not all at once. */
export const submitMost = 4;

const laneWords = 8;
export const laneDepthMax = 4096;

/** Native memory of one loop on one thread over one engine; see harness/native/load.h. */
export class Lane {
	readonly address: number;
	readonly shared: Float64Array;
	readonly ids: Float64Array;
	readonly doneNs: Float64Array;
	readonly doneStatus: Int32Array;
	readonly doneSlots: Uint32Array;
	readonly pending: Uint32Array;
	readonly writes: Uint32Array;
	/** Queue: by slot, the submit call that took the operation. */
	readonly callNs: Float64Array;
	/** Address of each buffer. */
	readonly buffers: readonly number[];
	/** Address of one more, which no engine sees. */
	readonly scratch: number;
	#alive = true;

	constructor(engineTable: number, blockBytes: number, depth: number, alignment: number) {
		const address = symbols.assay_lane_create(engineTable as Pointer, blockBytes, depth, alignment);
		if (!address) throw new Error(`no memory for ${depth} buffers of ${blockBytes} bytes`);
		this.address = Number(address);
		const view = (field: number, bytes: number): ArrayBuffer =>
			toArrayBuffer(address, symbols.assay_lane_offset(field), bytes);
		this.shared = new Float64Array(view(0, 8 * laneWords));
		this.ids = new Float64Array(view(1, 8 * laneDepthMax));
		this.doneNs = new Float64Array(view(2, 8 * laneDepthMax));
		this.doneStatus = new Int32Array(view(3, 4 * laneDepthMax));
		this.doneSlots = new Uint32Array(view(4, 4 * laneDepthMax));
		this.pending = new Uint32Array(view(5, 4 * laneDepthMax));
		this.writes = new Uint32Array(view(6, 4 * laneDepthMax));
		this.callNs = new Float64Array(view(7, 8 * laneDepthMax));
		this.buffers = Array.from({ length: depth }, (_, slot) =>
			Number(symbols.assay_lane_buffer(address, slot)),
		);
		this.scratch = Number(symbols.assay_lane_buffer(address, depth));
	}

	/** 0 or the engine's negative errno. */
	openQueue(): number {
		return symbols.assay_lane_open_queue(this.address as Pointer);
	}

	closeQueue(): number {
		return symbols.assay_lane_close_queue(this.address as Pointer);
	}

	/** The views are dead after this; nothing may still be in flight. */
	free(): void {
		if (!this.#alive) return;
		this.#alive = false;
		symbols.assay_lane_free(this.address as Pointer);
	}
}
