import {
	type Check,
	type CheckContext,
	type ConcurrentPlan,
	type Engine,
	EngineFailure,
} from "../../harness/contract/index.ts";
import { pass } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { Session } from "../model/session.ts";
import { largeBlocks, mustBeExplained } from "./drive.ts";
import { planRound, type Shape, threadSafe } from "./load.ts";

const shapes: readonly Shape[] = [
	{ clients: 2, blocks: 16, mix: { read: 50, write: 30, delete: 5, lease: 15 }, stepsPerRun: 2000 },
	{
		clients: 2,
		blocks: 32,
		mix: { read: 20, write: 20, readBatch: 20, writeBatch: 20, queue: 20, flush: 1 },
		batchSize: 8,
		stepsPerRun: 100,
	},
];
/** Of two engines at once; their groups and metrics are concurrency.open-at-once's. */
const shapeOfTwo: Shape = {
	clients: 2,
	blocks: 16,
	mix: { read: 50, write: 40, delete: 5, lease: 5 },
	stepsPerRun: 2000,
};
/** Of the budget, for each shape. */
const share = 0.3;
const shareOfTwo = 0.12;
/** Copies that take long enough to meet. */
const blockBytesOfTwo = 64 << 10;
/** Life cycles beside the load, on a machine too busy for more in the time. */
const livesLeast = 3;

/**
 * One engine of the process under load from threads while this thread opens, uses, refuses and
 * shuts down others on other devices. "Instances share no state": a scratch buffer, table or pool
 * of the process is pulled away from under the calls of another engine only in that moment. Then
 * two engines under load at once. Two threads that both open engines: concurrency.open-at-once.
 */
export const besideOthers: Check = {
	id: "concurrency.beside-others",
	title: "An engine under load does not notice that others open, fail to open and shut down",
	needs: [],
	depth: "quick",
	appliesTo: threadSafe,
	async run(context) {
		const engine = context.mustOpen();
		const device = context.target.another().path;
		let [operations, lives] = [0, 0];
		for (const shape of shapes) await startThreads(context, engine, shape);
		for (const [round, shape] of shapes.entries()) {
			const untilNs = context.nowNs() + share * context.budgetMs * 1e6;
			const plan = {
				...planRound(context, engine, shape, 1 + round),
				untilNs,
				callerWorks: true,
			};
			const load = underLoad(context, engine, plan);
			do {
				otherLife(context, device, lives++);
				await Bun.sleep(0);
			} while (!load.ended() && lives < 5000);
			operations += await load.judged;
		}
		// On a machine that ran one after the other nothing was shown, and nothing is wrong.
		while (lives < livesLeast) otherLife(context, device, lives++);
		engine.shutdown();
		const ofTwo = await twoAtOnce(context);
		return pass(
			`${operations} operations beside ${lives} life cycles of other engines; ${ofTwo} on two at once`,
		);
	},
};

/**
 * Two engines that stay open, each with threads of its own: a buffer of the library that each
 * engine guards by a lock of its own is shared by both. Returns how many operations there were.
 */
async function twoAtOnce(context: CheckContext): Promise<number> {
	const devices = [context.target.another().path, context.target.another().path];
	const config = largeBlocks(blockBytesOfTwo)(context);
	const engines = devices.map((device) => context.mustOpen({ ...config, device }));
	const untilNs = context.nowNs() + shareOfTwo * context.budgetMs * 1e6;
	const rounds = engines.map(async (engine, index) => {
		const whole = planRound(context, engine, shapeOfTwo, index);
		const blocks = whole.blocks.slice(0, Number(config?.capacity_blocks ?? Infinity));
		const plan = { ...whole, blocks, untilNs, seatFirst: index * shapeOfTwo.clients };
		const outcome = await context.concurrent(engine, plan);
		return { plan, outcome };
	});
	let operations = 0;
	// Both have ended before either is judged: no thread may go on in a check that failed.
	for (const { plan, outcome } of await Promise.all(rounds)) {
		mustBeExplained(outcome, plan);
		operations += outcome.history.length;
	}
	for (const engine of engines) engine.shutdown();
	return operations;
}

/** Before the time is taken, so that it is not spent on it. */
async function startThreads(context: CheckContext, engine: Engine, { mix }: Shape): Promise<void> {
	const shape = { clients: 2, blocks: 2, mix, batchSize: 1, stepsPerRun: 1 };
	const plan = planRound(context, engine, shape, 0);
	await context.concurrent(engine, { ...plan, stepsPerClient: 1, readsAtEnd: false });
}

function underLoad(context: CheckContext, engine: Engine, plan: ConcurrentPlan) {
	let over = false;
	const judge = async (): Promise<number> => {
		try {
			const outcome = await context.concurrent(engine, plan);
			mustBeExplained(outcome, plan);
			return outcome.history.length;
		} finally {
			over = true;
		}
	};
	const judged = judge();
	// Awaited later: until then a failure has nobody who takes it.
	judged.catch(() => undefined);
	return { judged, ended: () => over };
}

/** What another owner of an engine does in the same process; the device is its own. */
function otherLife(context: CheckContext, device: string, life: number): void {
	const config = { device, capacity_blocks: 64 };
	if (life % 5 === 2) {
		const refused = context.open({ ...config, block_size: 4097 });
		if (refused.ok || refused.status !== -errno.EINVAL) {
			const said = refused.ok ? "an engine" : statusName(refused.status);
			throw new EngineFailure(`a block size of 4097 gave ${said} beside an engine under load`);
		}
		return;
	}
	// Most only come and go: it is the coming and going that others must not notice.
	if (life % 8 > 0) {
		context.mustOpen(config).shutdown();
		return;
	}
	const session = new Session(context, { config });
	for (let id = 0n; id < 4n; id++) session.write(id);
	session.verify(undefined, "beside an engine under load");
	session.close();
}
