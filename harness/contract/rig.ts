/** What of the unflushed writes a power cut leaves; see harness/rig/disk.ts. */
export const cutSurvivals = ["none", "all", "prefix", "suffix", "subset", "torn"] as const;
/** `newest`, for cuts inside a flush: the last unflushed write alone, as a switch may be. */
export type CutSurvival = (typeof cutSurvivals)[number] | "newest";

/** A fault of the device: requests that it meets fail, or are late. */
export interface DeviceFault {
	/** Trims and zeroing count as writes. */
	readonly on: readonly ("read" | "write" | "flush")[];
	/** Absent: the request succeeds, after `delayUs`. The request that fails changes nothing. */
	readonly error?: "EIO" | "ENOSPC";
	readonly delayUs?: number;
	/** Requests that are let through before; default 0. */
	readonly skip?: number;
	/** How many requests meet it (transient); absent: all of them, until the faults are set anew. */
	readonly times?: number;
	/** Only requests that touch these bytes; flushes always do. */
	readonly range?: { readonly fromByte: number; readonly toByte: number };
	/**
	 * A failed flush drops what it should have saved, as Linux does: a later flush does not save
	 * it.
	 */
	readonly losesUnflushed?: boolean;
}

/** Requests that the device served, since it was made. */
export interface DeviceRequests {
	readonly reads: number;
	readonly writes: number;
	readonly flushes: number;
	readonly total: number;
	/** Writes that no flush covers now. */
	readonly unflushed: number;
}

export interface RigOptions {
	readonly sizeBytes: number;
	/** Decides what survives a cut. */
	readonly seed: number;
}

/**
 * A device that can lose its power and fail: a file that passes every read, write and flush to a
 * process of the harness. What an engine wrote is durable once it made the file durable (fsync,
 * fdatasync, msync, O_DSYNC, through any interface), and not before.
 */
export interface Rig {
	/** The `device` for an engine's configuration. The same before and after a cut. */
	readonly path: string;
	readonly sizeBytes: number;
	requests(): Promise<DeviceRequests>;
	/** Replaces the faults in force. */
	setFaults(faults: readonly DeviceFault[]): Promise<void>;
	/**
	 * The power fails at the `after`th write or flush from now (1: the next); 0 disarms. Reads do not
	 * count: between two changes of the device it makes no difference when the power fails. With
	 * `covering` only flushes count that have so many unflushed writes to save, or more.
	 */
	armCut(after: number, covering?: number): Promise<void>;
	/** The power fails now. */
	cut(): Promise<void>;
	/** Resolves when the power has failed. Requests that came later get no answer. */
	readonly powerFailed: Promise<void>;
	/**
	 * After a cut, with no process left that used the device: the power is back, `survival` of the
	 * unflushed writes is there, nothing is cached any more.
	 */
	restore(survival: CutSurvival): Promise<void>;
	/** Remembers what a power cut now would leave, with nothing of what is unflushed. */
	checkpoint(): Promise<void>;
	/** As `restore`, but as if the power had failed at the last checkpoint. */
	rollBack(): Promise<void>;
	/** As `restore`, but the device is a new one: only zeros. */
	renew(): Promise<void>;
	/** Unmounts and ends everything. Engines on it were shut down. */
	close(): Promise<void>;
}

/** A block device over a file. */
export interface LoopDevice {
	readonly path: string;
	readonly sizeBytes: number;
	/** Engines on it were shut down. */
	close(): void;
}

/** A file system of its own, to be filled and emptied. */
export interface SmallFileSystem {
	/** A new, sparse file on it. */
	makeFile(sizeBytes: number): string;
	/** Fills it until so many bytes are free. */
	fill(leaveBytes: number): void;
	/** Takes away what `fill` wrote. */
	empty(): void;
	/** Unmounts and mounts again: nothing is cached any more. Nothing on it is open. */
	remount(): void;
	close(): void;
}
