/**
 * An engine as checks and drills see it. Calls are synchronous: each runs in C on the calling
 * thread. A `Status` is what the engine returned: 0 or a negative errno, unless said otherwise.
 */
export type Status = number;

/** Capability names as printed; the bits are in engines/abi/block_engine.h. */
export const capabilities = [
	"batch",
	"lease",
	"queue",
	"health",
	"metrics",
	"logging",
	"fallback",
	"swap",
	"sink",
] as const;
export type Capability = (typeof capabilities)[number];

export const guarantees = [
	"thread-safe",
	"durable-at-write",
	"durable-at-flush",
	"absent-reads-zeros",
	"atomic-blocks",
	"prefix-recovery",
	"unload-safe",
	"direct-io",
] as const;
export type Guarantee = (typeof guarantees)[number];

/** What the note in the file says of the engine; read without loading it. */
export interface EngineDescriptor {
	readonly name: string;
	readonly vendor: string;
	readonly build: string;
	/** "1.2.3" */
	readonly version: string;
	readonly abiVersion: { readonly major: number; readonly minor: number };
	/** Exported functions decide; see header. */
	readonly capabilities: readonly Capability[];
	readonly guarantees: readonly Guarantee[];
	readonly blockBytesMin: number;
	readonly blockBytesMax: number;
	readonly bufferAlignment: number;
}

/** Memory outside the JavaScript heap; valid until `free`. */
export interface NativeBuffer {
	readonly address: number;
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** Makes the pages read-only: an engine that writes into it dies at that byte. */
	protect(readOnly: boolean): void;
	free(): void;
}

export interface EngineStats {
	readonly capacityBytes: bigint;
	readonly usedBytes: bigint;
	readonly readOperations: bigint;
	readonly writeOperations: bigint;
	readonly deleteOperations: bigint;
	readonly flushOperations: bigint;
	readonly readErrors: bigint;
	readonly writeErrors: bigint;
	readonly deleteErrors: bigint;
	readonly flushErrors: bigint;
	readonly iops: number;
	readonly latencyUs: number;
}

/** One item of a batch. `length` defaults to the buffer's size. */
export interface BatchItem {
	readonly id: bigint;
	readonly data: NativeBuffer;
	/** Byte offset into `data`. */
	readonly offset?: number;
	readonly length?: number;
}

export interface BatchOutcome {
	readonly status: Status;
	/** One per item, in order. An item the engine left untouched keeps `untouchedStatus`. */
	readonly statuses: readonly Status[];
}

/** Put into every batch item before the call: a status that no engine returns by chance. */
export const untouchedStatus = 0x5a5a5a5a;

export interface Lease {
	readonly status: Status;
	readonly address: number;
	readonly length: number;
	/** The engine's memory, live; undefined unless status is 0. */
	readonly bytes: Uint8Array<ArrayBuffer> | undefined;
}

export interface QueueOperation {
	readonly userData: bigint;
	readonly opcode: "read" | "write";
	/** In its place, as it is: a number that means nothing. */
	readonly rawOpcode?: number;
	readonly id: bigint;
	readonly data: NativeBuffer;
	readonly offset?: number;
	readonly length?: number;
}

export interface Completion {
	readonly userData: bigint;
	readonly status: Status;
}

export interface EngineQueue {
	/** How many were taken, or a negative errno. */
	submit(operations: readonly QueueOperation[]): Status;
	/** Completions, or a negative errno as `status`. */
	poll(max: number, timeoutUs: number): { status: Status; completions: readonly Completion[] };
	destroy(): Status;
}

/** Calls that fill the caller's text buffer. */
export type TextCall = "lastError" | "checkHealth" | "collectMetrics" | "drainLog";

/** An initialized engine. Methods of a capability it lacks throw a harness error: ask `has`. */
export interface Engine {
	readonly descriptor: EngineDescriptor;
	readonly blockBytes: number;
	/** Address of its native function table: what Workers and the swap slot share. */
	readonly table: number;
	has(capability: Capability): boolean;
	write(id: bigint, data: NativeBuffer, length?: number, offset?: number): Status;
	read(id: bigint, data: NativeBuffer, length?: number, offset?: number): Status;
	delete(id: bigint): Status;
	flush(): Status;
	/** The stats, or the negative errno. */
	stats(): EngineStats | Status;
	/** The calling thread's last failure as the engine tells it. */
	lastError(): string;
	/**
	 * A call that fills a text buffer, with exactly `capacity` bytes at the end of `into`: what lies
	 * before and behind them must stay. Returns what the engine returned.
	 */
	fillText(call: TextCall, into: NativeBuffer, capacity: number): Status;
	/** bse_get_stats into a struct of `into`'s size, as older and newer hosts have it. */
	fillStats(into: NativeBuffer): Status;
	writeBatch(items: readonly BatchItem[]): BatchOutcome;
	readBatch(items: readonly BatchItem[]): BatchOutcome;
	lease(id: bigint): Lease;
	/** Gives back by address, so that a check can also pass a wrong one. */
	release(address: number): Status;
	/** A queue, or the negative errno. */
	createQueue(depth: number): EngineQueue | Status;
	/** `healthy` is what was returned: 1, 0 or something that no engine should return. */
	checkHealth(): { healthy: number; reason: string };
	/** The text as returned, or the negative errno. */
	collectMetrics(capacity?: number): string | Status;
	/** NDJSON as returned, or the negative errno. */
	drainLog(capacity?: number): string | Status;
	setLogLevel(level: number): Status;
	/** Owned by this engine: never shut it down. */
	fallback(): Engine | Status;
	quiesce(deadlineMs: number): Status;
	activate(): Status;
	/** After this every further call throws a harness error, unless `callAfterShutdown`. */
	shutdown(): Status;
}
