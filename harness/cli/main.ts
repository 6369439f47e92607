/** The command line's entry, and the only place of Assay that exits. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

async function main(words: readonly string[]): Promise<number> {
	if (words[0] === "__host") {
		// A host process: kept apart from the rest, because it starts once for every check.
		const jobPath = words[1];
		if (jobPath === undefined) throw new Error("__host needs the path of a job file.");
		const [{ runHost }, { suites }] = await Promise.all([
			import("../host/index.ts"),
			import("../../suites/index.ts"),
		]);
		await runHost(jobPath, {
			suites,
			workload: async (...task) => (await import("../load/index.ts")).runWorkload(...task),
			swap: async (...task) => (await import("../swap/index.ts")).runSwapDrill(...task),
		});
		return 0;
	}
	const { runCommandLine } = await import("./command-line.ts");
	return await runCommandLine(words, dirname(fileURLToPath(import.meta.url)), (code) =>
		process.exit(code),
	);
}

/** What fails before the command line can explain itself, such as a file of Assay that is gone. */
function explain(error: unknown): number {
	const message = error instanceof Error ? error.message : String(error);
	const wantsStack = process.env.ASSAY_DEBUG || process.argv[2] === "__host";
	const detail = wantsStack && error instanceof Error ? `\n${error.stack}` : "";
	process.stderr.write(`assay: Assay itself failed: ${message.replace(/\s+/g, " ")}${detail}\n`);
	return 6;
}

process.exit(await main(process.argv.slice(2)).catch(explain));
