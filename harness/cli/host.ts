/** Entry of a host process: kept apart from the command line, because every check starts one. */

import { suites } from "../../suites/index.ts";
import type { HostJob, SwapDrill } from "../contract/index.ts";
import { runHost, surviveSwaps } from "../host/index.ts";

async function main(jobPath: string | undefined): Promise<number> {
	if (jobPath === undefined) throw new Error("a host process needs the path of a job file");
	await runHost(jobPath, {
		suites,
		unfitWorkload: async (job) => (await import("../load/index.ts")).unfitWorkload(job),
		workload: async (...task) => (await import("../load/index.ts")).runWorkload(...task),
		swap: async (job, progress) => {
			const { judgeHistory } = await import("../../suites/model/judge.ts");
			return (await import("../swap/index.ts")).runSwapDrill(job, progress, {
				judgeHistory,
				survive: (descriptor) => surviveSwaps(job, drillOf(job), descriptor, progress),
			});
		},
		swappedSlot: async (...of) => (await import("../swap/index.ts")).openSwappedSlot(...of),
	});
	return 0;
}

/** With its functions, which no job file has. */
function drillOf({ task }: HostJob): SwapDrill {
	const drill = suites.swaps.find(({ id }) => task.kind === "swap" && id === task.drill.id);
	if (drill === undefined) throw new Error("the job's drill is not among the suites");
	return drill;
}

/** For the run's log, not for a user: with the stack. */
function explain(error: unknown): number {
	const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
	process.stderr.write(`assay: Assay itself failed: ${text}\n`);
	return 6;
}

// Without await: the bundle is CommonJS.
main(process.argv[2])
	.catch(explain)
	.then((code) => process.exit(code));
