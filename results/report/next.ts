import {
	failingVerdicts,
	type RunRecord,
	shellWord,
	type WorkloadResult,
} from "../schema/index.ts";
import { safe } from "./text.ts";

export interface NextStep {
	/** Why this command. */
	readonly why: string;
	readonly command: string;
}

const order = ["crashed", "hung", "fail"];

/**
 * What to type after having read a report: the worst failure again, else the run that was cut
 * short, else what leads on. `assay` is how the command line is called here.
 */
export function nextStep(record: RunRecord, assay = "assay"): NextStep {
	const failed = record.engines
		.flatMap((engine) => [...engine.checks, ...engine.swaps].map((result) => ({ engine, result })))
		.filter(({ result }) => failingVerdicts.has(result.verdict))
		.sort((a, b) => order.indexOf(a.result.verdict) - order.indexOf(b.result.verdict));
	const replayed = failed.find(({ result }) => result.replayCommand !== undefined);
	if (replayed !== undefined) {
		const { engine, result } = replayed;
		const more = failed.length > 1 ? `the worst of ${failed.length} failures` : "the failure";
		const why = `${more} again, ${safe(engine.name, 40)} ${safe(result.id, 60)}`;
		return { why, command: safe(result.replayCommand ?? "", 4000) };
	}
	const broken = record.engines.flatMap(({ workloads }) => workloads).find(isBroken);
	const id = failed[0]?.result.id ?? broken?.id;
	if (id !== undefined) {
		const why = `what failed again, ${safe(id, 60)}`;
		return { why, command: again(record, assay, id) };
	}
	if (record.verdict === "error") {
		return { why: "the run again, once Assay's error is mended", command: again(record, assay) };
	}
	if (!record.complete) {
		return { why: "the run again, from its start", command: again(record, assay) };
	}
	if (record.verdict === "pass") return afterPass(record, assay);
	return { why: "whether this machine is fit to answer", command: `${assay} doctor` };
}

export function isBroken({ outcome }: Pick<WorkloadResult, "outcome">): boolean {
	return outcome === "failed" || outcome === "crashed" || outcome === "hung";
}

const deeper: Readonly<Record<string, string>> = { quick: "ci", ci: "certification" };

function afterPass({ options, profile }: RunRecord, assay: string): NextStep {
	const engines = list(options.engines).map((engine) => shellWord(safe(String(engine), 1000)));
	const [first] = engines;
	if (first === undefined) {
		const command = `${assay} certify path/to/your-engine.so`;
		return { why: "your own engine", command };
	}
	const next = options.profileFile === undefined ? deeper[profile] : undefined;
	return next === undefined
		? {
				why: "whether it is slower than your last release",
				command: `${assay} compare path/to/last-release.so ${first}`,
			}
		: {
				why: "the same, looked at for longer",
				command: `${assay} certify ${engines.join(" ")} --profile ${next}`,
			};
}

function list(value: unknown): unknown[] {
	return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** The same run from its recorded options, or one id of it; leave to destroy data stays out. */
export function again(record: RunRecord, assay: string, only?: string): string {
	const { options, command, seed } = record;
	if (command === "replay") {
		return `${assay} replay ${shellWord(safe(String(options.case), 1000))}`;
	}
	const flag = (name: string, value: unknown) =>
		list(value)
			.filter((each) => typeof each === "string" && each !== "")
			.flatMap((each) => [`--${name}`, shellWord(safe(String(each), 1000))]);
	return [
		...[assay, shellWord(safe(command, 40))],
		...list(options.engines).map((engine) => shellWord(safe(String(engine), 1000))),
		...flag("baseline", options.baseline),
		...flag("profile", options.profileFile ?? options.profile ?? record.profile),
		...(only === undefined
			? [...flag("only", options.only), ...flag("skip", options.skip)]
			: flag("only", only)),
		...flag("engine-config", options.engineConfig),
		...flag("duration", options.duration),
		...flag("workload", options.workload),
		...flag("target", options.target),
		...(only === undefined ? flag("shard", options.shard) : []),
		...["--seed", String(seed)],
	].join(" ");
}
