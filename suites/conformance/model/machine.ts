import type { CheckContext } from "../../../harness/contract/index.ts";
import { BatchDriver } from "../../model/batch-driver.ts";
import { boundaryIds, outOfRangeIds } from "../../model/ids.ts";
import { QueueDriver } from "../../model/queue-driver.ts";
import { Session, type SessionOptions } from "../../model/session.ts";

export const batchItemsMax = 24;
export const queueDepth = 8;
export const poolBuffers = 4;

/** Small queue and pool, so that sequences reach their limits. */
const config = { queue_depth: queueDepth, pool_buffers: poolBuffers };

/** Ids that a sequence uses: few, so that operations meet, and at the ends of things. */
export interface IdTable {
	readonly inRange: readonly bigint[];
	readonly outOfRange: readonly bigint[];
}

export function idTable(capacityBlocks: number): IdTable {
	const near = [0n, 1n, 2n, 3n, 5n, 8n];
	const far = boundaryIds(capacityBlocks).filter((id) => id > 32n);
	const spread = [63n, 64n, ...far.slice(-6)].filter((id) => id < BigInt(capacityBlocks));
	return {
		inRange: [...new Set([...near, ...spread])],
		outOfRange: outOfRangeIds(capacityBlocks),
	};
}

export interface HeldLease {
	readonly id: bigint;
	readonly address: number;
	readonly bytes: Uint8Array;
	readonly copy: Uint8Array;
}

/** The same for all runs: a guarded buffer costs more than ten operations. */
export type Buffers = NonNullable<SessionOptions["buffers"]>;

/** One run of a sequence: a session with whatever its alphabet holds open. */
export class Machine {
	readonly session: Session;
	readonly ids: IdTable;
	readonly leases: HeldLease[] = [];
	private openQueue: QueueDriver | undefined;
	private openBatch: BatchDriver | undefined;

	constructor(context: CheckContext, ids: IdTable, buffers: Buffers) {
		this.ids = ids;
		this.session = new Session(context, { config, buffers });
	}

	id(index: number): bigint {
		return this.ids.inRange[index % this.ids.inRange.length] ?? 0n;
	}

	get batch(): BatchDriver {
		this.openBatch ??= new BatchDriver(this.session, batchItemsMax);
		return this.openBatch;
	}

	get queue(): QueueDriver {
		this.openQueue ??= new QueueDriver(this.session, queueDepth);
		return this.openQueue;
	}

	/** Is an operation on this block in flight? Then others on it would race, which is allowed. */
	isBusy(id: bigint): boolean {
		return this.openQueue?.isBusy(id) ?? false;
	}

	checkLeases(): void {
		for (const lease of this.leases) {
			if (Buffer.compare(lease.bytes, lease.copy) === 0) continue;
			this.session.fail(
				`the leased contents of block ${lease.id} changed while the lease was held`,
				"unchanged until it is released",
			);
		}
	}

	releaseLease(index: number): void {
		const [lease] = this.leases.splice(index, 1);
		if (lease === undefined) return;
		const status = this.session.engine.release(lease.address);
		this.session.trail.add("release", lease.id, 0, status);
		this.session.mustSucceed(`release of block ${lease.id}`, status);
	}

	/** Gives back what must not be open at shutdown. */
	quiesce(): void {
		this.openQueue?.drain();
		this.openQueue?.destroy();
		this.openQueue?.free();
		this.openQueue = undefined;
		while (this.leases.length > 0) this.releaseLease(0);
	}

	reopen(): void {
		this.quiesce();
		this.session.reopen();
	}

	/** The end of every sequence: all blocks are read, before and after a reopen. */
	finish(): void {
		this.quiesce();
		this.session.verify(this.ids.inRange, "at the end");
		this.session.reopen();
		this.session.verify(this.ids.inRange, "at the end, after a reopen");
		this.openBatch?.free();
		this.session.close();
	}

	/** After a failure: the next run must find the target free. */
	abandon(): void {
		const queue = this.openQueue;
		if (queue !== undefined) queue.queue.destroy();
		this.session.abandon();
		queue?.free();
		this.openBatch?.free();
	}
}
