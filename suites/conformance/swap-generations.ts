import type { CheckContext } from "../../harness/contract/index.ts";
import { cheapSyncs, openOn } from "../model/cheap-syncs.ts";
import { mustNotServeWrites, openStandby } from "./swap-rules.ts";

/** After so many a generation in 4 to 8 bits is the same again. */
const turns = [16, 32, 64, 128, 256];
/** Of the budget: where a device is slow, a longer profile sees more. */
const share = 0.25;
/** The same where syncs are cheap: only a machine that does other things needs so long. */
const shareOfCheap = 3;

/**
 * A fenced engine that nobody calls until as many hand-overs have been as a small counter has
 * values: to it nothing has happened. The one that serves finds its metadata again each time, by
 * numbers of its own that may come round as well. Returns how many hand-overs there were.
 */
export function staysFenced(context: CheckContext): number {
	const cheap = cheapSyncs(context, 64);
	const session = openOn(context, cheap);
	const former = session.engine;
	for (let id = 0n; id < 8n; id++) session.write(id);
	session.flush();
	const next = openStandby(session);
	session.mustSucceed("activate", next.activate());
	session.engine = next;
	const startedNs = context.nowNs();
	const mostMs = (cheap === undefined ? share : shareOfCheap) * context.budgetMs;
	let handOvers = 1;
	for (const turn of turns) {
		for (; handOvers < turn; handOvers++) {
			const id = BigInt(handOvers % 8);
			session.write(id);
			session.mustSucceed("quiesce", next.quiesce(5000));
			session.mustSucceed("activate of the quiesced engine", next.activate());
			session.read(id, `after ${handOvers} hand-overs of an engine to itself`);
		}
		// The next turn takes as long again as all of them so far.
		if ((context.nowNs() - startedNs) / 1e6 > mostMs / 2) break;
	}
	mustNotServeWrites(session, former, `an engine that was fenced ${handOvers} hand-overs ago`);
	session.verify(undefined, `after ${handOvers} more hand-overs`);
	// What it could not make durable it may report; the handle is gone either way.
	former.shutdown();
	session.verify(undefined, "after the fenced engine was shut down");
	session.close();
	return handOvers;
}
