import type { Check } from "../../harness/contract/index.ts";
import { keepsData, notApplicable, pass } from "../model/applies.ts";
import { BatchDriver, mustFollowStatusRule } from "../model/batch-driver.ts";
import { Random } from "../model/random.ts";
import { recover, underSizeLimit } from "../model/reach.ts";
import { Session } from "../model/session.ts";
import { reachOfWrite } from "./size-limit.ts";
import { Told } from "./told.ts";

const count = 16;

/**
 * A limit between the items of a batch, or in the middle of one. Neighbouring blocks in one batch
 * become one transfer in some engines: its short count must be dealt out to the right items.
 */
export const batchFault: Check = {
	id: "faults.batch",
	title: "When the device fails in the middle of a batch, each item's status tells the truth",
	needs: ["batch"],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { queue_depth: 8 } });
		const random = new Random(context.seed);
		const last = BigInt(context.capacityBlocks) - 1n;
		const ids = Array.from({ length: count }, (_, index) => last - BigInt(count - 1 - index));
		for (const id of ids) session.write(id);
		session.flush();
		const reach = reachOfWrite(session, last);
		if (reach === undefined)
			return notApplicable("no write failed under a limit on the target's size");
		const driver = new BatchDriver(session, count);
		let failed = 0;
		for (const place of [0.5, 1, 3, 3.5, 7.25, count - 0.5, count]) {
			const bytes = Math.max(1, Math.floor(reach - place * session.blockBytes));
			const order = place % 1 === 0 ? ids : random.shuffled(ids);
			const items = order.map((id) => ({ id }));
			const when = `with the target limited to ${bytes} bytes`;
			const told = new Told(session);
			const { outcome, states } = underSizeLimit(context, bytes, () => driver.tryWrite(items));
			mustFollowStatusRule(session, `a write batch ${when}`, outcome);
			items.forEach(({ id }, index) => {
				const [state, status] = [states[index], outcome.statuses[index] ?? 0];
				if (state !== undefined) session.note("write in a batch", id, state, status);
				told.count("write", status);
				if (status !== 0) failed += 1;
			});
			told.stop();
			session.verify(ids, `after a write batch ${when}`);
			told.mustBeCounted();
			recover(session, ids);
			// The next one must not inherit a completion or an error.
			driver.write(
				random
					.shuffled(ids)
					.slice(0, 5)
					.map((id) => ({ id })),
			);
			session.verify(ids, "after the batch that followed a failed one");
		}
		driver.free();
		session.reopen();
		session.verify(undefined, "after failed batches and a reopen");
		session.close();
		if (failed === 0)
			return notApplicable("no batch item failed: the engine writes at a flush only");
		return pass(`${failed} items failed in the middle of batches, every status was true`);
	},
};
