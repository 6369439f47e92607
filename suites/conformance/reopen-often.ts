import type { CheckContext } from "../../harness/contract/index.ts";
import { type CheapSyncs, cheapSyncs, openOn } from "../model/cheap-syncs.ts";
import { idsBelow } from "../model/ids.ts";
import { Session } from "../model/session.ts";

const ids = idsBelow(8);
const livesLeast = 40;
/** Generation numbers of four or eight bits have come round by then. */
const livesMost = 300;
/** Of the budget, for the lives. */
const share = 0.4;
/** The same where syncs are cheap: only a machine that does other things needs so long. */
const shareOfCheap = 3;

/**
 * One change a life. Which of several copies of its metadata is the newest an engine tells by a
 * number, and where that comes round it is wrong only in the life that ends just then. On a device
 * where a sync takes long until a part of the time is over.
 * Not covered: numbers of 16 bits on such a device, or where there is less time; those of 32 bits.
 */
export function oftenReopened(context: CheckContext): string {
	const cheap = cheapSyncs(context, 64);
	const session = openOn(context, cheap);
	const lives = liveOften(session, livesMost, cheap === undefined ? share : shareOfCheap);
	session.close();
	const commits = cheap === undefined ? 0 : commitSixteenBits(context, cheap);
	return `${lives} more a few of them${commits > 0 ? `, as did ${commits} flushes` : ""}`;
}

function liveOften(session: Session, most: number, shareMost: number): number {
	const { context } = session;
	const until = context.nowNs() + shareMost * context.budgetMs * 1e6;
	let lives = 0;
	for (; lives < most && (lives < livesLeast || context.nowNs() < until); lives++) {
		const id = ids[lives % ids.length] ?? 0n;
		// Of an engine that commits twice a life every other number only is met, and now the others.
		if (lives % 100 === 99) {
			session.write(id);
			session.flush();
		}
		if (lives % 5 === 4) session.delete(id);
		else session.write(id);
		session.reopen();
		session.verify(ids, `after ${lives + 1} reopens with one change before each`);
	}
	return lives;
}

const sixteenBits = 2 ** 16;
/** Lives around the commit that a number of 16 bits comes round at. */
const around = 120;
const tried = 300;
/** Of the budget: in the ci profile enough for an engine that commits in 45 us. */
const shareOfCommits = 1;

/** As many commits as 16 bits count, then lives, if that can be in the time; 0: it can't. */
function commitSixteenBits(context: CheckContext, { target, config }: CheapSyncs): number {
	target.renew();
	const session = new Session(context, { config });
	session.write(0n);
	let commits = 0;
	const commit = (most: number): void => {
		for (; commits < most; commits++) {
			session.engine.write(0n, session.source);
			session.engine.flush();
		}
	};
	// The first ones also compile what is called here.
	commit(tried);
	const started = context.nowNs();
	commit(2 * tried);
	const neededNs = ((context.nowNs() - started) / tried) * sixteenBits;
	const affordable = neededNs < shareOfCommits * context.budgetMs * 1e6;
	if (affordable) {
		commit(sixteenBits - around / 2);
		liveOften(session, around, share);
	}
	session.close();
	return affordable ? commits : 0;
}
