import type { Session } from "../model/session.ts";
import { mustNotServeWrites, openStandby } from "./swap-rules.ts";

/** After so many a generation in 4 to 8 bits is the same again. */
const turns = [16, 32, 64, 128, 256];
/** Of the budget: where a device is slow, a longer profile sees more. */
const share = 0.1;

/**
 * A fenced engine that nobody calls until as many hand-overs have been as a small counter has
 * values: to it nothing has happened. Returns how many there were.
 */
export function staysFenced(session: Session): number {
	const { context, engine: former } = session;
	session.flush();
	const next = openStandby(session);
	session.mustSucceed("activate", next.activate());
	session.engine = next;
	const startedNs = context.nowNs();
	let handOvers = 1;
	for (const turn of turns) {
		for (; handOvers < turn; handOvers++) {
			session.mustSucceed("quiesce", next.quiesce(5000));
			session.mustSucceed("activate of the quiesced engine", next.activate());
		}
		// The next turn takes as long again as all of them so far.
		if ((context.nowNs() - startedNs) / 1e6 > (share / 2) * context.budgetMs) break;
	}
	mustNotServeWrites(session, former, `an engine that was fenced ${handOvers} hand-overs ago`);
	session.verify(undefined, `after ${handOvers} more hand-overs`);
	// What it could not make durable it may report; the handle is gone either way.
	former.shutdown();
	session.verify(undefined, "after the fenced engine was shut down");
	return handOvers;
}
