/** One run of a history: its record, or a comparison's document, read back and shown. */
import { renderTerminal, safe } from "../../../results/report/index.ts";
import { parseRecord } from "../../../results/schema/index.ts";
import type { History, RunSummary } from "../../../results/store/index.ts";
import type { CommonOptions } from "../context.ts";
import { columnsOf, printResult, wantsColor } from "../output.ts";
import { Refusal } from "../refusal.ts";
import { shownTime } from "./history-text.ts";

/** As it was stored: of a run its record, of a comparison its document; JSON. */
export async function textOfRun(history: History, run: RunSummary): Promise<string> {
	const text = await history.recordText(run.runId);
	if (text === undefined) throw new Refusal(`Run ${run.runId} was removed from ${history.place}.`);
	return text;
}

export async function showRun(
	run: RunSummary,
	text: string,
	{ noColor }: CommonOptions,
): Promise<void> {
	const { runId, assayVersion, host, hostname, setting, seed } = run;
	const lines = [
		`run ${runId}`,
		`began ${shownTime(run.startedAt)} UTC on ${hostname} (${host}); ${setting}; seed ${seed}; Assay ${assayVersion}`,
		...run.engines.map(
			({ name, version, digest, role }) => `${role} ${name} ${version}, sha256 ${digest}`,
		),
	];
	await printResult(lines.map((line) => safe(line)).join("\n"));
	if (run.kind === "comparison") {
		await printResult(`verdict ${run.verdict}; the whole comparison with --json`);
		return;
	}
	const parsed = parseRecord(text);
	if (!parsed.ok) throw new Refusal(`Run ${runId} cannot be shown: ${parsed.message}`);
	const color = wantsColor(noColor, process.stdout);
	const columns = columnsOf(process.stdout);
	await printResult(renderTerminal(parsed.record, { color, columns }));
}
