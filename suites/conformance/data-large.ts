import type { Check, CheckContext } from "../../harness/contract/index.ts";
import { notApplicable, pass, storesData } from "../model/applies.ts";
import { BatchDriver } from "../model/batch-driver.ts";
import { aliasesOf } from "../model/ids.ts";
import { mustLease, release } from "../model/leases.ts";
import { QueueDriver } from "../model/queue-driver.ts";
import { Session } from "../model/session.ts";
import { capacityOf, openLarge, someMore } from "./open-large.ts";

/** Writes around each edge and to whatever an overflow there would hit instead; reads all of it. */
function writeAround(session: Session, edges: readonly bigint[], capacityBlocks: number): number {
	const capacity = BigInt(capacityBlocks);
	const around = edges.flatMap((edge) => [edge - 2n, edge - 1n, edge, edge + 1n, edge + 2n]);
	around.push(0n, 1n, 2n, capacity - 2n, capacity - 1n);
	const wanted = around.filter((id) => id >= 0n && id < capacity);
	const aliases = wanted.flatMap((id) => aliasesOf(id, session.blockBytes, capacityBlocks));
	const ids = [...new Set([...aliases, ...wanted])];
	for (const id of ids) session.write(id);
	session.verify(ids, "after blocks around large offsets and their aliases were written");
	for (const id of [...ids].reverse()) session.write(id);
	session.verify(ids, "after they were overwritten in reverse");
	everyWayThere(session, ids);
	const deleted = ids.filter((_, index) => index % 3 === 0);
	for (const id of deleted) session.delete(id);
	session.verify(ids, "after a third of them was deleted");
	session.flush();
	session.reopen();
	session.verify(ids, "after a reopen");
	return ids.length;
}

const wayBlocks = 32;

/** Batches, queues and leases have an arithmetic of their own; those nearest to the edges. */
function everyWayThere(session: Session, ids: readonly bigint[]): void {
	const { engine } = session;
	const some = ids.length <= wayBlocks ? ids : ids.filter((_, index) => index % 2 === 0);
	const items = some.slice(0, wayBlocks).map((id) => ({ id }));
	const when = "after batches and queues wrote blocks around large offsets";
	if (engine.has("batch")) {
		const batch = new BatchDriver(session, items.length);
		batch.write(items);
		session.verify(ids, when);
		batch.read(items, when);
		batch.free();
	}
	if (engine.has("queue")) {
		const queue = new QueueDriver(session, 8);
		for (const opcode of ["write", "read"] as const) {
			for (const { id } of items) {
				queue.submit([{ opcode, id }]);
				queue.drain();
			}
		}
		queue.destroy();
		queue.free();
		session.verify(ids, when);
	}
	if (engine.has("lease")) for (const id of ids) release(session, mustLease(session, id));
}

function inRange(context: CheckContext, bytes: number): boolean {
	const { blockBytesMin, blockBytesMax } = context.descriptor;
	return bytes >= blockBytesMin && bytes <= blockBytesMax;
}

/** 2, 4 and 8 GiB, and 2^24 blocks: where 32-bit products, signs and float mantissas end. */
export const largeOffsets: Check = {
	id: "data.large-offsets",
	title: "Blocks beyond 2 and 4 GiB are where they belong: no offset is computed in 32 bits",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const sizes = [512, context.blockBytes, context.descriptor.blockBytesMin, 65536, 1 << 20];
		const choices = sizes
			.filter((bytes) => inRange(context, bytes))
			.map((bytes) => {
				const blocks = Math.max(2 ** 33 / bytes, bytes === 512 ? 2 ** 24 : 0);
				return { block_size: bytes, capacity_blocks: blocks + someMore };
			});
		const session = openLarge(context, choices);
		if (!(session instanceof Session)) return session;
		const capacity = capacityOf(session, choices);
		const size = BigInt(session.blockBytes);
		const bytes = [2n ** 31n, 2n ** 32n, 2n ** 33n].map((edge) => edge / size);
		const count = writeAround(session, [...bytes, 2n ** 19n, 2n ** 20n, 2n ** 24n], capacity);
		session.close();
		return pass(`${count} blocks of ${size} bytes around 2, 4 and 8 GiB were kept apart`);
	},
};

/** 2^41 bytes are 2^32 sectors of 512 bytes: sparse, with few, large blocks. */
export const hugeOffsets: Check = {
	id: "data.huge-offsets",
	title: "Blocks beyond 2 TiB are where they belong: no sector is counted in 32 bits",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const block_size = context.descriptor.blockBytesMax;
		const geometry = { block_size, capacity_blocks: 2 ** 41 / block_size + someMore };
		// The map of smaller blocks would be too large to write for this.
		if (block_size < 1 << 16) return notApplicable("the engine's blocks are too small for 2 TiB");
		const session = openLarge(context, [geometry]);
		if (!(session instanceof Session)) return notApplicable(session.message);
		const capacity = capacityOf(session, [geometry]);
		const edges = [2n ** 40n, 2n ** 41n].map((edge) => edge / BigInt(block_size));
		const count = writeAround(session, edges, capacity);
		session.close();
		return pass(`${count} blocks of ${block_size} bytes around 1 and 2 TiB were kept apart`);
	},
};

/** Needs terabytes, sparse, or an engine in memory; one that refuses so much is not judged. */
export const largeIds: Check = {
	id: "data.large-ids",
	title: "Block ids beyond 2^32 are other blocks than those below, where the capacity allows them",
	needs: [],
	appliesTo: storesData,
	// An allocation map of 2^32 blocks takes seconds and half a gigabyte.
	depth: "certification",
	run(context) {
		const bytes = context.descriptor.blockBytesMin;
		const choices = [2 ** 53 - 1, 2 ** 40, 2 ** 32 + someMore].map((blocks) => ({
			block_size: bytes,
			capacity_blocks: blocks,
		}));
		const durable = context.descriptor.guarantees.some((one) => one.startsWith("durable"));
		// An engine on a device reads an allocation map of its capacity: not more than it must.
		const patienceMs = 30_000;
		const session = openLarge(context, durable ? choices.slice(2) : choices, { patienceMs });
		if (!(session instanceof Session)) return notApplicable(session.message);
		const capacity = capacityOf(session, choices);
		const edges = [2n ** 31n, 2n ** 32n, 2n ** 40n, 2n ** 52n, 2n ** 53n].filter(
			(edge) => edge <= BigInt(capacity),
		);
		const count = writeAround(session, edges, capacity);
		session.close();
		return pass(`${count} blocks around ids up to ${capacity - 1} were kept apart`);
	},
};
