import type { CheckContext } from "../../harness/contract/index.ts";
import { cheapSyncs, openOn } from "../model/cheap-syncs.ts";
import { idsBelow } from "../model/ids.ts";

const acts = ["write", "delete", "flush"] as const;
type Act = (typeof acts)[number];

/** Every order of up to three acts; those that end with a flush are known from the shorter ones. */
const endings: readonly (readonly Act[])[] = [1, 2, 3]
	.flatMap(ordersOf)
	.filter((order) => order.at(-1) !== "flush");
/** Each ending of a block that was absent, and of one that was there. */
const endingsAll = 2 * endings.length;
const blocks = endingsAll + 2;
/** Of the budget, on a device where a sync takes long; the rest is in longer profiles. */
const share = 0.1;
/** The same where syncs are cheap: only a machine that does other things needs so long. */
const shareOfCheap = 1;

function ordersOf(length: number): (readonly Act[])[] {
	if (length === 0) return [[]];
	return ordersOf(length - 1).flatMap((order) => acts.map((act) => [...order, act]));
}

/**
 * The very last that an engine does for one block before it is shut down, and nothing after it that
 * could cover it up: a record that is taken back instead of overwritten, a delete of what was only
 * just written, a write of what was only just deleted. Returns how many endings were tried.
 * Not covered: a power cut instead of the shutdown; endings that need two blocks.
 */
export function lastActs(context: CheckContext): number {
	const cheap = cheapSyncs(context, blocks);
	if (cheap === undefined && context.capacityBlocks < blocks) return 0;
	const session = openOn(context, cheap);
	const ids = idsBelow(blocks);
	for (let id = 0; id < endings.length; id++) session.write(BigInt(id));
	session.reopen();
	const until =
		context.nowNs() + (cheap === undefined ? share : shareOfCheap) * context.budgetMs * 1e6;
	let tried = 0;
	for (; tried < endingsAll && (tried < endings.length || context.nowNs() < until); tried++) {
		// By turns one that is there and one that is not, so that a slow device sees both kinds.
		const [ending, id] = [
			Math.floor(tried / 2),
			Math.floor(tried / 2) + (tried % 2) * endings.length,
		];
		const order = endings[ending] ?? [];
		for (const act of order) {
			if (act === "flush") session.flush();
			else session[act](BigInt(id));
		}
		session.reopen();
		session.verify(
			ids,
			`after a clean shutdown that ${order.join(", ")} of block ${id} came before`,
		);
	}
	session.close();
	return tried;
}
