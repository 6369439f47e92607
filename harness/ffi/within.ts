import type { Pointer } from "bun:ffi";
import type { Status } from "../contract/index.ts";
import { pointer, Scratch } from "./buffer.ts";
import { calls } from "./calls.ts";
import type { NativeEngine } from "./engine.ts";
import { checkUnsigned32, passConfig } from "./marshal.ts";
import { bindNative } from "./native.ts";

/** Calls that may never come back, with a deadline or without: harness/native/within.h. */
const symbols = bindNative({
	assay_within: { args: ["ptr", "u32", "ptr", "u32", "u32", "ptr"], returns: "i32" },
});

const codes = { initialize: 0, health: 1, shutdown: 2 } as const;
const messageBytes = 1024;
const resultBytes = 8 + messageBytes;

export type InitializeOutcome =
	| { ok: true; engine: NativeEngine }
	| { ok: false; status: Status; message: string; isStuck: boolean; outTouched: boolean };

export interface CallOutcome {
	readonly status: Status;
	/** Did not come back: its engine must not be called, shut down or freed any more. */
	readonly isStuck: boolean;
	/** The engine's own words, if they were asked for on the thread of the call. */
	readonly message: string | undefined;
}

/** bse_initialize with this text, on this thread or on one of its own. */
export function initializeWithin(
	table: Pointer,
	configText: string,
	deadlineMs: number | undefined,
): CallOutcome {
	return passConfig(configText, (address, bytes) =>
		deadlineMs === undefined
			? direct(calls.assay_initialize(table, pointer(address), bytes))
			: within(table, "initialize", deadlineMs, pointer(address), bytes),
	);
}

export function shutdownWithin(table: Pointer, deadlineMs: number | undefined): CallOutcome {
	if (deadlineMs === undefined) return direct(calls.assay_shutdown(table));
	return within(table, "shutdown", deadlineMs);
}

/** `message` is the reason of its health; `scratch` is used by a call without a deadline. */
export function checkHealthWithin(
	table: Pointer,
	deadlineMs: number | undefined,
	scratch: Scratch,
): CallOutcome {
	if (deadlineMs !== undefined) return within(table, "health", deadlineMs);
	const capacity = 4096;
	scratch.bytes.fill(0, 0, capacity);
	const status = calls.assay_check_health(table, pointer(scratch.address), capacity);
	return { status, isStuck: false, message: scratch.zeroEnded(0, capacity) };
}

function direct(status: Status): CallOutcome {
	return { status, isStuck: false, message: undefined };
}

function within(
	table: Pointer,
	call: keyof typeof codes,
	deadlineMs: number,
	text: Pointer | null = null,
	bytes = 0,
): CallOutcome {
	const result = new Scratch(resultBytes);
	try {
		const status = symbols.assay_within(
			table,
			codes[call],
			text as Pointer,
			bytes,
			checkUnsigned32(deadlineMs),
			pointer(result.address),
		);
		const message = result.zeroEnded(8, resultBytes);
		return { status, isStuck: result.view.getInt32(4, true) === 1, message };
	} finally {
		result.free();
	}
}
