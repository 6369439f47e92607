import { createBatchCall } from "./batch.ts";
import { createReadBurstLoop } from "./burst.ts";
import { createClosedCallLoop } from "./closed-call.ts";
import type { Loop, LoopParts } from "./loop.ts";
import { createOpenCallLoop } from "./open-call.ts";
import { OpenQueueLoop } from "./open-queue.ts";
import type { ThreadPlan } from "./plan.ts";
import { QueueLoop } from "./queue.ts";
import { QueueWindow } from "./queue-window.ts";
import { createRandom } from "./random.ts";
import { type Pace, Schedule } from "./schedule.ts";
import { arrivalKind, operationsPerCall } from "./shape.ts";
import { createSingleCall } from "./single.ts";

const randomStream = 3000;

/** The two ways of driving one lane; one at a time. */
export interface Loops {
	readonly closed: Loop;
	/** The open loop, with its arrivals from `startNs` to `endNs`. */
	open(startNs: number, endNs: number, operationsPerSecond: number): Loop;
	/** Of the open loop's last run. */
	pace(): Pace;
}

export function createLoops(parts: LoopParts, plan: ThreadPlan, burst: boolean): Loops {
	const { workload, thread } = plan;
	const schedule = new Schedule(
		arrivalKind(workload),
		thread,
		workload.workers,
		createRandom(plan.seed, randomStream + thread),
	);
	const { closed, open } = bothLoops(parts, schedule, burst);
	return {
		closed,
		open(startNs, endNs, operationsPerSecond) {
			schedule.begin(startNs, endNs, operationsPerSecond / operationsPerCall(workload));
			return open;
		},
		pace: () => schedule.pace(),
	};
}

function bothLoops(parts: LoopParts, schedule: Schedule, burst: boolean) {
	if (parts.workload.issue === "queue") {
		const window = new QueueWindow(parts);
		const closed = new QueueLoop(parts, window);
		return { closed, open: new OpenQueueLoop(parts, window, schedule) };
	}
	const create = parts.workload.issue === "batch" ? createBatchCall : createSingleCall;
	const call = create(parts);
	const closed = burst ? createReadBurstLoop(parts) : createClosedCallLoop(parts, call);
	return { closed, open: createOpenCallLoop(parts, call, schedule) };
}
