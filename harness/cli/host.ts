/** Entry of a host process: kept apart from the command line, because every check starts one. */

import { suites } from "../../suites/index.ts";
import { runHost } from "../host/index.ts";

async function main(jobPath: string | undefined): Promise<number> {
	if (jobPath === undefined) throw new Error("a host process needs the path of a job file");
	await runHost(jobPath, {
		suites,
		unfitWorkload: async (job) => (await import("../load/index.ts")).unfitWorkload(job),
		workload: async (...task) => (await import("../load/index.ts")).runWorkload(...task),
		swap: async (...task) => {
			const { judgeHistory } = await import("../../suites/model/judge.ts");
			return (await import("../swap/index.ts")).runSwapDrill(...task, judgeHistory);
		},
	});
	return 0;
}

/** For the run's log, not for a user: with the stack. */
function explain(error: unknown): number {
	const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
	process.stderr.write(`assay: Assay itself failed: ${text}\n`);
	return 6;
}

process.exit(await main(process.argv[2]).catch(explain));
