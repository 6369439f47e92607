import type {
	Check,
	CheckContext,
	ConcurrentOutcome,
	History,
} from "../../harness/contract/index.ts";
import { mustBeExplained } from "./drive.ts";
import { planRound, type Shape, threadSafeAndKeepsData } from "./load.ts";

const shape: Shape = {
	clients: 4,
	blocks: 64,
	mix: { read: 10, write: 70, delete: 10, writeBatch: 5, queue: 5 },
	batchSize: 8,
	stepsPerRun: 5,
};
const cyclesMax = 8;

/**
 * Shutdown comes right behind the last acknowledgement, without a flush or a read between; what the
 * next life reads joins the history. So a cache that is dropped, a write-behind thread that is not
 * waited for, and a metadata update that another thread had under way all show.
 */
export const reopenUnderLoad: Check = {
	id: "concurrency.reopen",
	title: "What several threads wrote is there after a shutdown right behind it and a reopen",
	needs: [],
	depth: "quick",
	appliesTo: threadSafeAndKeepsData,
	async run(context) {
		const giveUpAtNs = context.nowNs() + 0.5 * context.budgetMs * 1e6;
		let operations = 0;
		let cycles = 0;
		while (cycles < cyclesMax && (cycles < 2 || context.nowNs() < giveUpAtNs)) {
			operations += await cycle(context, cycles++);
		}
		return {
			verdict: "pass",
			message: `${operations} operations of ${shape.clients} clients outlived ${cycles} reopens`,
			operations,
		};
	},
};

async function cycle(context: CheckContext, round: number): Promise<number> {
	const engine = context.mustOpen();
	const plan = planRound(context, engine, shape, round);
	const before = await context.concurrent(engine, { ...plan, readsAtEnd: false });
	engine.shutdown();
	const next = context.mustOpen();
	const reading = { ...plan, clients: 0, stepsPerClient: 0, prefill: false };
	const after = await context.concurrent(next, reading);
	next.shutdown();
	const outcome = joinOutcomes(before, after, plan.clients);
	mustBeExplained(outcome, plan);
	return outcome.history.length;
}

/** The reads of the next life are those of one more client. */
function joinOutcomes(
	before: ConcurrentOutcome,
	after: ConcurrentOutcome,
	client: number,
): ConcurrentOutcome {
	const [first, last] = [before.history, after.history];
	const join = <Column extends Int32Array | Uint8Array | Float64Array>(a: Column, b: Column) => {
		const joined = new (a.constructor as new (length: number) => Column)(a.length + b.length);
		joined.set(a);
		joined.set(b, a.length);
		return joined;
	};
	const history: History = {
		length: first.length + last.length,
		block: join(first.block, last.block),
		kind: join(first.kind, last.kind),
		value: join(first.value, last.value),
		start: join(first.start, last.start),
		end: join(first.end, last.end),
		client: join(first.client, new Uint8Array(last.length).fill(client)),
		initial: first.initial,
	};
	const read = after.problems.map((problem) => ({ ...problem, client }));
	return {
		history,
		problems: [...before.problems, ...read],
		problemsTotal: before.problemsTotal + after.problemsTotal,
		overlapShare: before.overlapShare,
	};
}
