import { scriptPath } from "../contract/index.ts";
import type { ThreadPlan } from "./plan.ts";
import { LoadThread } from "./thread.ts";
import type { ThreadCommand, ThreadReport } from "./thread-report.ts";

/** All load threads of a workload. */
export interface Crew {
	/** Gives every thread the command; reports in the order of the threads. */
	ask(command: ThreadCommand): Promise<ThreadReport[]>;
	dismiss(): void;
}

/** One thread runs here, in the host's main thread: nothing else has to be awake meanwhile. */
export function assembleCrew(plans: readonly ThreadPlan[]): Crew {
	const [only] = plans;
	if (only === undefined) throw new RangeError("a workload has at least 1 worker");
	return plans.length === 1 ? localCrew(only) : workerCrew(plans);
}

function localCrew(plan: ThreadPlan): Crew {
	const thread = new LoadThread(plan);
	return { ask: async (command) => [thread.handle(command)], dismiss: () => {} };
}

function workerCrew(plans: readonly ThreadPlan[]): Crew {
	const workers = plans.map((plan) => {
		const worker = new Worker(scriptPath("harness/load/worker.ts"));
		worker.postMessage(plan);
		return worker;
	});
	return {
		ask: (command) => Promise.all(workers.map((worker) => reply(worker, command))),
		dismiss: () => {
			for (const worker of workers) worker.terminate();
		},
	};
}

function reply(worker: Worker, command: ThreadCommand): Promise<ThreadReport> {
	return new Promise((resolve, reject) => {
		worker.onmessage = (event: MessageEvent<ThreadReport>) => resolve(event.data);
		worker.onerror = (event) => reject(new Error(`load thread: ${event.message}`));
		worker.postMessage(command);
	});
}
