import type { CheckContext } from "../../harness/contract/index.ts";
import { idsBelow } from "../model/ids.ts";
import { Random } from "../model/random.ts";
import { openTight } from "../model/tight.ts";
import { openStandby } from "./swap-rules.ts";

const blocks = 64;
/** What changes while a standby engine waits: next to nothing, and a full log several times. */
const changesWhileWaiting = [100, 8, 160, 220, 100, 30] as const;
const roundsLeast = 2;
/** Of the budget: where a sync takes long, a longer profile sees more hand-overs. */
const share = 0.15;

/**
 * On a target without room to spare a log is compacted and slots are used again while a standby
 * engine waits that has seen the device before. What it knows of it is not only old then, but where
 * it would look for the rest is something else. Returns the hand-overs.
 */
export function handOverWhenTight(context: CheckContext): number {
	const session = openTight(context, blocks);
	const random = new Random(context.seed + 1);
	const ids = idsBelow(session.capacityBlocks);
	for (const id of ids) session.write(id);
	session.flush();
	const until = context.nowNs() + share * context.budgetMs * 1e6;
	let handOvers = 0;
	for (const changes of changesWhileWaiting) {
		if (handOvers >= roundsLeast && context.nowNs() > until) break;
		const next = openStandby(session);
		const former = session.engine;
		for (let n = 0; n < changes; n++) {
			const id = random.pick(ids);
			if (n % 8 === 7) session.delete(id);
			else session.write(id);
		}
		session.mustSucceed("quiesce", former.quiesce(5000));
		session.mustSucceed("activate", next.activate());
		session.engine = next;
		session.verify(ids, `after ${changes} changes while a standby engine waited on a full target`);
		session.write(0n);
		session.mustSucceed("shutdown of the former engine", former.shutdown());
		handOvers++;
	}
	session.reopen();
	session.verify(ids, `after ${handOvers} hand-overs on a full target and a reopen`);
	session.close();
	context.target.renew();
	return handOvers;
}
