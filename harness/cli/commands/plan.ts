/** `assay plan --shards 4`: how a certification is divided among the jobs of a pipeline. */
import { formatDuration, table } from "../../../results/report/index.ts";
import {
	parseRecord,
	type RunRecord,
	schemaVersion,
	shellWord,
} from "../../../results/schema/index.ts";
import { openHistory, StoreError } from "../../../results/store/index.ts";
import { exitCodes } from "../../gate/index.ts";
import type { CommandContext, CommonOptions } from "../context.ts";
import { columnsOf, printJson, printResult, say } from "../output.ts";
import { demandLibrary, withBaseline } from "./certify-baseline.ts";
import { demandEnough } from "./plan-option.ts";
import { divided, type Unit, withKnown } from "./plan-shards.ts";
import { type DecidedOptions, decide, type Plan } from "./run.ts";

export interface PlanAsked extends CommonOptions {
	readonly run: Omit<DecidedOptions, "format" | "shard" | "plan">;
	readonly shards: number;
	/** Where durations of earlier runs are looked for; undefined: they are estimated. */
	readonly history: string | undefined;
	/** Where the last release is looked for. */
	readonly baselineHistory: string | undefined;
	/** One line for GitHub's strategy.matrix. */
	readonly matrix: boolean;
}

interface PlannedShard {
	readonly shard: string;
	readonly estimatedMs: number;
	readonly ids: readonly string[];
}

export async function planCommand(asked: PlanAsked, context: CommandContext): Promise<number> {
	const none = { format: undefined, shard: undefined, plan: undefined };
	const { options, stored } = await withBaseline(asked.run, context.root, asked.baselineHistory);
	demandLibrary(stored, asked.run.baseline);
	const plan = decide("certify", { ...options, ...none }, context, []);
	demandEnough(plan.units.length, asked.shards);
	const known = asked.history === undefined ? undefined : await knownOf(asked.history, plan);
	const units = known === undefined ? plan.units : withKnown(plan.units, known);
	const shards = divided(units, asked.shards).map((shard, index): PlannedShard => {
		const estimatedMs = shard.reduce((sum, { durationMs }) => sum + durationMs, 0);
		const ids = shard.map(({ id }) => id);
		return { shard: `${index + 1}/${asked.shards}`, estimatedMs: Math.round(estimatedMs), ids };
	});
	const command = commandOf({ ...asked, run: options }, plan);
	if (asked.matrix) {
		const include = shards.map(({ shard, ids }) => ({
			shard,
			seed: plan.seed,
			only: ids.join(","),
		}));
		await printResult(JSON.stringify({ include }));
	} else if (asked.json) {
		const engines = plan.engines.map(({ file }) => ({ path: file.path, digest: file.digest }));
		const { seed, profile } = plan;
		const balanced = known === undefined ? "estimated" : "known";
		const about = { seed, profile: profile.name, engines, balanced, command };
		await printJson({ schemaVersion, kind: "plan", ...about, shards });
	} else {
		await printResult(lines(shards, plan, command, known !== undefined).join("\n"));
	}
	return exitCodes.pass;
}

function lines(
	shards: readonly PlannedShard[],
	{ selected, units }: Plan,
	command: string,
	isKnown: boolean,
): string[] {
	const counts = (ids: readonly string[], all: readonly { readonly id: string }[]) =>
		String(all.filter(({ id }) => ids.includes(id)).length);
	const rows = shards.map(({ shard, estimatedMs, ids }) => [
		shard,
		formatDuration(estimatedMs),
		counts(ids, selected.checks),
		counts(ids, selected.workloads),
		counts(ids, selected.swaps),
	]);
	const heads = ["shard", "about", "checks", "workloads", "drills"].map((head) => ({ head }));
	const cells = rows.map((row) => row.map((text) => ({ text })));
	const from = isKnown ? "durations of earlier runs" : "estimated durations";
	const option = isKnown ? " --plan plan.json" : "";
	return [
		...table(heads, cells, columnsOf(process.stdout), (text) => text),
		`${units.length} checks, workloads and drills, balanced by ${from}; each part, then the whole:`,
		...(isKnown
			? ["  assay plan ... --json > plan.json   (these options; all jobs need the file)"]
			: []),
		...shards.map(({ shard }) => `  ${command} --shard ${shard}${option}`),
		"  assay merge RECORD...",
	];
}

function commandOf({ run }: PlanAsked, { profile, seed }: Plan): string {
	const words = ["assay certify", ...run.engines.map(shellWord)];
	if (run.baseline !== undefined) words.push("--baseline", shellWord(run.baseline));
	words.push("--profile", shellWord(run.profile ?? profile.name), "--seed", String(seed));
	for (const id of run.only ?? []) words.push("--only", shellWord(id));
	for (const id of run.skip ?? []) words.push("--skip", shellWord(id));
	if (run.duration !== undefined) words.push("--duration", run.duration);
	return words.join(" ");
}

const runsMax = 20;

/** From the newest runs of this engine and profile; undefined: most durations are not known. */
async function knownOf(place: string, plan: Plan): Promise<Map<string, number> | undefined> {
	const known = new Map<string, number>();
	const [engine] = plan.engines;
	if (engine === undefined) return undefined;
	try {
		const history = await openHistory(place);
		try {
			const runs = await history.runs({ engine: engine.file.descriptor.name, limit: runsMax });
			for (const { runId, kind, profile } of runs) {
				if (plan.units.every(({ id }) => known.has(id))) break;
				if (kind !== "run" || profile !== plan.profile.name) continue;
				const parsed = parseRecord((await history.recordText(runId)) ?? "");
				if (parsed.ok) addDurations(known, parsed.record, plan.engines.length);
			}
		} finally {
			await history.close();
		}
	} catch (error) {
		if (!(error instanceof StoreError)) throw error;
		if (error.problem !== "missing") say(`assay: durations are estimated: ${error.message}`);
	}
	const count = plan.units.filter(({ id }: Unit) => known.has(id)).length;
	return count > plan.units.length / 2 ? known : undefined;
}

/** A record of other engines tells the time of one engine, and how many there are now. */
function addDurations(known: Map<string, number>, record: RunRecord, engines: number): void {
	const sums = new Map<string, number>();
	for (const { checks, workloads, swaps } of record.engines) {
		for (const { id, durationMs } of [...checks, ...workloads, ...swaps]) {
			sums.set(id, (sums.get(id) ?? 0) + durationMs);
		}
	}
	const scale = engines / Math.max(1, record.engines.length);
	for (const [id, durationMs] of sums) {
		if (!known.has(id)) known.set(id, durationMs * scale);
	}
}
