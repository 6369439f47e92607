/** Runs a request and sees it through: journal, record, results on stdout, exit code. */
import {
	nextStep,
	type ReportFormat,
	renderTerminal,
	toDocument,
} from "../../results/report/index.ts";
import type { RunRecord } from "../../results/schema/index.ts";
import { Journal, writeRecord } from "../../results/store/index.ts";
import type { RunRequest } from "../contract/index.ts";
import { exitCodeFor } from "../gate/index.ts";
import { run } from "../run/index.ts";
import { assayWords } from "./assay-words.ts";
import { keepRun } from "./commands/history-keep.ts";
import type { CommandContext, CommonOptions } from "./context.ts";
import { writeExports } from "./exports.ts";
import { catchInterrupts } from "./interrupt.ts";
import { columnsOf, printJson, printResult, say, wantsColor } from "./output.ts";
import { Progress } from "./progress.ts";
import { Refusal } from "./refusal.ts";

export type PlannedRequest = Omit<RunRequest, "progress" | "signal" | "onResult">;

export async function execute(
	request: PlannedRequest,
	options: CommonOptions & { readonly history: string | undefined },
	context: CommandContext,
	release: () => void,
	formats: readonly ReportFormat[],
): Promise<number> {
	const record = await executeRecorded(request, options, context, release);
	await printRecord(record, options, request.outDirectory);
	await exportRecord(record, formats, request.outDirectory);
	await keepRun(record, request.outDirectory, options.history);
	return exitCodeFor(record);
}

/** The run's own result stands, whether or not there was anything to export. */
export async function exportRecord(
	record: RunRecord,
	formats: readonly ReportFormat[],
	outDirectory: string,
): Promise<void> {
	if (formats.length === 0) return;
	try {
		const { paths, problem } = await writeExports(record, formats, outDirectory);
		for (const path of paths) say(`assay: wrote ${path}`);
		if (problem !== undefined) say(`assay: ${problem}`);
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		say(`assay: ${error.message}`);
	}
}

/** The record is on disk when this returns. */
export async function executeRecorded(
	request: PlannedRequest,
	{ noColor }: CommonOptions,
	context: CommandContext,
	release: () => void,
): Promise<RunRecord> {
	announce(request);
	const progress = new Progress(process.stderr, { live: wantsColor(noColor, process.stderr) });
	const journal = new Journal(request.outDirectory);
	const cleanUp = () => {
		progress.end();
		release();
	};
	const interrupt = catchInterrupts(cleanUp, context.exit, progress.say);
	journal.append({
		kind: "started",
		command: request.command,
		profile: request.profile.name,
		seed: request.seed,
		startedAt: new Date().toISOString(),
	});
	try {
		const record = await run({
			...request,
			progress: progress.report,
			signal: interrupt.signal,
			onResult: (result) => journal.append(result),
		});
		writeRecord(request.outDirectory, record);
		return record;
	} finally {
		progress.end();
		journal.close();
		interrupt.release();
		release();
	}
}

/** Seed and resolved options come first: a run that dies must be repeatable, too. */
function announce(request: PlannedRequest): void {
	const { target, profile, seed, command } = request;
	const names = request.engines.map(({ file }) => file.descriptor.name).join(", ");
	const { path, fileSystem, directIo } = target.facts;
	say(`assay ${command}: ${names}; profile ${profile.name}, seed ${seed}`);
	say(`target ${path} (${fileSystem}, direct I/O ${directIo}); results in ${request.outDirectory}`);
}

export async function printRecord(
	record: RunRecord,
	options: CommonOptions,
	outDirectory: string,
): Promise<void> {
	const assay = assayWords();
	if (options.json) {
		const nextCommand = nextStep(record, assay).command;
		await printJson({ ...toDocument(record), outDirectory, nextCommand });
		return;
	}
	const color = wantsColor(options.noColor, process.stdout);
	const columns = columnsOf(process.stdout);
	const text = renderTerminal(record, { color, columns, assay, outDirectory });
	await printResult(text);
}
