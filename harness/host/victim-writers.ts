import {
	type Engine,
	type HostJob,
	type SwappedSlot,
	scriptPath,
	type VictimLog,
	type WritersPlan,
} from "../contract/index.ts";
import { sleepMs } from "../ffi/index.ts";
import { Writer, type WriterJob } from "./victim-writer.ts";

type Shared = Omit<WriterJob, "writer">;

function shared(job: HostJob, plan: WritersPlan, through: WriterJob["through"]): Shared {
	if (job.task.kind !== "victim") throw new Error("only a victim has a log to write");
	const tickets = new SharedArrayBuffer(4);
	new Int32Array(tickets)[0] = plan.after?.tickets ?? 0;
	const { blockBytes, recorderPath } = job;
	const { logPath } = job.task;
	const pause = new SharedArrayBuffer(8);
	return { plan, through, blockBytes, logPath, recorderPath, tickets, pause };
}

/** In a victim: runs the plan's writers, one on this thread or several on Workers. */
export async function runWriters(
	job: HostJob,
	engine: Engine,
	plan: WritersPlan,
	log: VictimLog,
): Promise<void> {
	const { table, blockBytes } = engine;
	const common = { ...shared(job, plan, { table }), blockBytes };
	if (plan.writers === 1) return new Writer({ ...common, writer: 0 }, log).run();
	await onWorkers(common);
}

async function onWorkers(common: Shared): Promise<void> {
	const workers = Array.from(
		{ length: common.plan.writers },
		() => new Worker(scriptPath("harness/host/victim-writer.ts")),
	);
	await Promise.all(
		workers.map((worker, writer) => {
			const writerJob: WriterJob = { ...common, writer };
			return new Promise<void>((resolve, reject) => {
				worker.onmessage = () => resolve();
				worker.onerror = ({ message }) => reject(new Error(`writer ${writer}: ${message}`));
				worker.postMessage(writerJob);
			});
		}),
	);
	for (const worker of workers) worker.terminate();
}

/** Tickets of each writer that show: all are under way. */
const ticketsUnderWay = 8;
/** Between two swaps: some changes that only the one engine has seen. */
const pauseMs = 1;

/** In a victim of a swap drill: see CheckContext. */
export async function swapUnderWriters(
	job: HostJob,
	slot: SwappedSlot,
	plan: WritersPlan,
	log: VictimLog,
	beforeHandOver: (swap: number) => void,
	quietAt?: number,
): Promise<void> {
	const common = shared(job, plan, { slot: slot.address });
	const tickets = new Int32Array(common.tickets);
	const draw = () => Atomics.add(tickets, 0, 1) + 1;
	const pause = new Int32Array(common.pause);
	let writing = true;
	const written = onWorkers(common).finally(() => {
		writing = false;
	});
	while (writing && Atomics.load(tickets, 0) < ticketsUnderWay * plan.writers) await Bun.sleep(1);
	const swapper = plan.writers;
	for (let swap = 0; writing && swap < log.rows; swap++) {
		slot.swap({
			starts() {
				if (swap === quietAt) stopWriters(pause, plan.writers);
				beforeHandOver(swap);
				log.begin(swapper, swap, { kind: "flush", block: 0, sequence: 0, start: draw() });
			},
			ended(status) {
				log.end(swapper, swap, draw(), status);
				Atomics.store(pause, 0, 0);
				Atomics.notify(pause, 0);
			},
		});
		sleepMs(pauseMs);
		// A turn of the event loop: writers tell that they have ended.
		await Bun.sleep(0);
	}
	await written;
}

/** A writer that has ended never comes to wait. */
const stopMs = 1000;

/** No change is under way after this: the next ones of the device are the hand-over's own. */
function stopWriters(pause: Int32Array, writers: number): void {
	Atomics.store(pause, 0, 1);
	const giveUpAt = performance.now() + stopMs;
	while (Atomics.load(pause, 1) < writers && performance.now() < giveUpAt) sleepMs(0.1);
}
