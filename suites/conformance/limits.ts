import { type Check, EngineFailure } from "../../harness/contract/index.ts";
import { notApplicable, pass, storesData } from "../model/applies.ts";
import { BatchDriver } from "../model/batch-driver.ts";
import { smallBlock } from "../model/block-sizes.ts";
import { errno, statusName } from "../model/errno.ts";
import { idsBelow } from "../model/ids.ts";
import { mustLease, release } from "../model/leases.ts";
import { QueueDriver } from "../model/queue-driver.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";
import { mostlyRefused } from "./batch-refused.ts";
import { leaseOneBlock } from "./lease-same-block.ts";

/**
 * Sizes at which fixed arrays, 8-bit and 16-bit indices and the kernel's limits end: one, 256
 * entries, 1,024 parts of one vectored transfer (IOV_MAX), 4,096 operations in flight. Each as
 * the ABI allows it. Not covered: pools of 65,536 buffers, which cost more memory than a check
 * may take.
 */
const batchSizes = [255, 256, 257, 1023, 1024, 1025, 2049, 4097];
const queueDepths = [1, 256, 257, 1024, 4096];
/** What the buffers of a check may take; engines of large blocks only are asked for fewer. */
const bufferBytesMost = 320 << 20;

/** Of the check's budget: an engine that syncs each item by itself may take minutes for all. */
const batchShare = 8;

export const batchManyItems: Check = {
	id: "batch.many-items",
	title: "A batch of thousands of items does all of them, neighbours and scattered ones",
	needs: ["batch"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const block_size = smallBlock(context);
		const session = new Session(context, { config: { block_size } });
		const random = new Random(context.seed);
		const held = Math.floor(bufferBytesMost / block_size);
		const most = Math.min(batchSizes.at(-1) ?? 0, context.capacityBlocks, held);
		const sizes = batchSizes.filter((size) => size <= most);
		const driver = new BatchDriver(session, most);
		const all = Array.from({ length: most }, (_, id) => id);
		const done: number[] = [];
		const startedNs = context.nowNs();
		let itemNs = 0;
		for (const [round, size] of sizes.entries()) {
			const thenNs = context.nowNs();
			const spentMs = (thenNs - startedNs + size * itemNs) / 1e6;
			if (round > 0 && spentMs > context.budgetMs * batchShare) break;
			// Neighbours become one transfer, also downwards; scattered ones a transfer each.
			const ids = round % 3 === 0 ? random.shuffled(all).slice(0, size) : all.slice(most - size);
			if (round % 3 === 2) ids.reverse();
			const items = ids.map((id) => ({ id: BigInt(id) }));
			driver.write(items);
			driver.read(items, `after a write batch of ${size}`);
			// What both directions leave out would agree.
			const ends = [0, 1, size >> 1, size - 2, size - 1, 255, 256, 1023, 1024];
			for (const at of ends.filter((one) => one < size)) {
				session.read(BigInt(ids[at] ?? 0), `item ${at} of a write batch of ${size}`);
			}
			itemNs = (context.nowNs() - thenNs) / size;
			done.push(size);
		}
		driver.free();
		const refused = mostlyRefused(session);
		session.close();
		return pass(
			`batches of ${done.join(", ")} items of ${block_size} bytes, and of ${refused} that were refused`,
		);
	},
};

export const queueDeep: Check = {
	id: "queue.deep",
	title: "A queue is as deep as was granted, up to the 4,096 operations of the ABI",
	needs: ["queue"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const block_size = smallBlock(context);
		const held = Math.floor(bufferBytesMost / block_size) - 4;
		const most = Math.min(context.capacityBlocks >> 1, held);
		const depths = queueDepths.filter((depth) => depth <= most);
		if (depths.length === 0) return notApplicable("no room for a block for each operation");
		for (const depth of depths) {
			const config = { block_size, queue_depth: depth };
			const session = new Session(context, { config });
			const driver = new QueueDriver(session, depth);
			const ids = idsBelow(depth);
			for (const opcode of ["write", "read"] as const) {
				submitAll(driver, ids, opcode);
				driver.drain(depth);
			}
			driver.destroy();
			driver.free();
			const ends = [0, 1, 254, 255, 256, depth >> 1, depth - 1].map(BigInt);
			session.verify(ends, `after ${depth} writes in flight`);
			session.close();
			context.target.renew();
		}
		return pass(`queues of depth ${depths.join(", ")} were filled and emptied`);
	},
};

/**
 * As full as it gets before anything is polled; some engines take less than they granted at once.
 */
function submitAll(driver: QueueDriver, ids: readonly bigint[], opcode: "read" | "write"): void {
	let next = 0;
	while (next < ids.length) {
		const taken = driver.submit(ids.slice(next).map((id) => ({ opcode, id })));
		next += taken;
		if (taken === 0) driver.poll(driver.depth, 1_000_000);
	}
}

export const leaseMany: Check = {
	id: "lease.many",
	title: "Every one of hundreds of leases has a buffer of its own",
	needs: ["lease"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const block_size = smallBlock(context);
		const count = Math.min(300, context.capacityBlocks >> 1);
		const session = new Session(context, { config: { block_size, pool_buffers: count } });
		const ids = idsBelow(count);
		for (const id of ids) session.write(id);
		const addresses = ids.map((id) => {
			const lease = session.engine.lease(id);
			session.mustSucceed(`lease ${id} of a pool of ${count}`, lease.status);
			return lease;
		});
		for (const id of ids.slice(0, 8)) session.write(id);
		// From before those writes: the contents at the time of the lease.
		for (const [at, lease] of addresses.entries()) {
			if (at < 8) continue;
			const bytes = lease.bytes ?? new Uint8Array(0);
			const problem = session.ledger.judge(BigInt(at), 0, bytes);
			if (problem !== undefined) session.failProblem(problem, `with ${count} leases held`);
		}
		const distinct = new Set(addresses.map(({ address }) => address)).size;
		if (distinct !== count) {
			throw new EngineFailure(`${count} leases were given ${distinct} buffers`, {
				expected: "a buffer of its own for each lease",
			});
		}
		for (const { address } of addresses) {
			session.mustSucceed("release", session.engine.release(address));
		}
		leaseOneBlock(session, 3n, count);
		session.close();
		context.target.renew();
		poolOfOne(new Session(context, { config: { block_size, pool_buffers: 1 } }));
		return pass(`${count} leases at once, each with its own buffer, and pools of one`);
	},
};

/** The least that a configuration may ask for has to serve. */
function poolOfOne(session: Session): void {
	for (const id of [0n, 1n]) session.write(id);
	for (const id of [0n, 1n, 0n]) {
		const lease = mustLease(session, id);
		const { status } = session.engine.lease(id);
		if (status !== -errno.EAGAIN) {
			session.fail(`a second lease of a pool of one: ${statusName(status)}`, "-EAGAIN");
		}
		release(session, lease);
	}
	session.close();
}

export const limitChecks: readonly Check[] = [batchManyItems, queueDeep, leaseMany];
