import type { Check, CheckContext } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { BatchDriver } from "../model/batch-driver.ts";
import { idsBelow } from "../model/ids.ts";
import { Session } from "../model/session.ts";

/** Blocks present times the block size, whatever brought them in or took them out. */
export const usedBytes: Check = {
	id: "stats.used-bytes",
	title:
		"Capacity and used space are the blocks offered and the blocks present, also after a reopen",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const size = BigInt(session.blockBytes);
		const mustBe = (when: string): void => {
			const stats = session.stats();
			const capacity = BigInt(context.capacityBlocks) * size;
			if (stats.capacityBytes !== capacity) {
				session.fail(`${when} capacity_bytes is ${stats.capacityBytes}`, String(capacity));
			}
			const present = session.ledger.presentCount();
			if (present !== undefined) mustUse(session, present, when);
		};
		mustBe("on a fresh target");
		const last = BigInt(context.capacityBlocks) - 1n;
		for (const id of [0n, 1n, 2n, 63n, 64n, last]) session.write(id);
		mustBe("after 6 writes");
		for (const id of [0n, 64n, last]) session.write(id);
		mustBe("after 3 overwrites");
		session.delete(1n);
		session.delete(last);
		mustBe("after 2 deletes");
		session.delete(1n);
		session.delete(5n);
		mustBe("after deletes of absent blocks");
		session.engine.write(last + 1n, session.source);
		session.engine.write(7n, session.source, session.blockBytes - 1);
		mustBe("after refused writes");
		if (session.engine.has("batch")) {
			const driver = new BatchDriver(session, 5);
			driver.write([9n, 10n, 9n, 0n, 11n].map((id) => ({ id })));
			driver.free();
			mustBe("after a batch with a repeated block");
		}
		session.flush();
		mustBe("after a flush");
		session.reopen();
		mustBe("after a reopen");
		session.delete(0n);
		session.write(1n);
		session.write(2n);
		mustBe("after a reopen, a delete and writes");
		session.close();
		fullToTheLast(context);
		return pass("used space followed writes, overwrites, deletes and a reopen; none is left over");
	},
};

function mustUse(session: Session, blocks: number, when: string): void {
	const { usedBytes: found } = session.stats();
	const wanted = BigInt(blocks) * BigInt(session.blockBytes);
	if (found === wanted) return;
	session.fail(
		`${when} used_bytes is ${found}, with ${blocks} blocks of ${session.blockBytes} bytes present`,
		String(wanted),
		String(found),
	);
}

/** No whole number of a map's words: what is counted by words counts too few or too many. */
const oddCapacity = 67;

/** Every block that the engine offers exists, and can be overwritten then. */
function fullToTheLast(context: CheckContext): void {
	context.target.renew();
	const config = { capacity_blocks: oddCapacity };
	const session = new Session(context, { config });
	const ids = idsBelow(oddCapacity);
	for (const id of ids) session.write(id);
	mustUse(session, oddCapacity, "with every block written");
	const some = ids.filter((id) => id % 9n === 0n);
	for (const id of some) session.write(id);
	session.delete(64n);
	mustUse(session, oddCapacity - 1, "with blocks overwritten and one deleted");
	session.reopen();
	// A volatile engine has forgotten them.
	const present = session.ledger.presentCount();
	if (present === undefined) return session.close();
	mustUse(session, present, "after every block was written, and a reopen");
	session.write(64n);
	for (const id of some) session.write(id);
	session.verify(ids, "with every block of the capacity present");
	mustUse(session, oddCapacity, "with blocks overwritten after a reopen");
	session.close();
}
