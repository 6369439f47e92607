import type { Evidence, Lane, Verdict } from "../../schema/index.ts";
import { evidenceLines, stepsOf } from "../evidence.ts";
import { safe } from "../text.ts";

/**
 * `errored`: no statement about the engine, where one was owed: Assay's own failure, a planned
 * result that is missing, an inconclusive gate. `unshown`: could not run, or advice. `skipped`:
 * does not apply. Only `passed` is a pass.
 */
export type Outcome = "passed" | "failed" | "errored" | "unshown" | "skipped";

/** One line of a report; its text is printable on one line, and formats escape their own markup. */
export interface ReportCase {
	/** Empty for the run as a whole. */
	readonly engine: string;
	readonly kind: "run" | "error" | "gate" | "preflight" | "check" | "workload" | "swap";
	/** A check's family; for the others what they are. */
	readonly group: string;
	/** Id of the check, workload or gate, as `--only` takes it. */
	readonly name: string;
	readonly title: string;
	/** As the record has it, or `missing`. */
	readonly verdict: string;
	readonly outcome: Outcome;
	readonly message: string;
	readonly durationMs?: number;
	/** Measured; what is absent was not. */
	readonly numbers?: Numbers;
	readonly evidence?: readonly string[];
	/** For formats that can draw; the evidence's lines tell the same. */
	readonly lanes?: readonly Lane[];
	readonly replayCommand?: string;
}

export const outcomeOf: Readonly<Record<Verdict, Outcome>> = {
	pass: "passed",
	fail: "failed",
	crashed: "failed",
	hung: "failed",
	"not-applicable": "skipped",
	"could-not-run": "unshown",
};

/** What something calls itself; formats have no room for a name of nothing, and "" is the run. */
export function named(text: string): string {
	return text.trim() === "" ? "(no name)" : safe(text, 200);
}

export type Numbers = Readonly<Record<string, number>>;

/** Finite and not negative: a record comes from a file. */
export function known(value: number | undefined): value is number {
	return value !== undefined && Number.isFinite(value) && value >= 0;
}

export function knownNumbers(numbers: Readonly<Record<string, number | undefined>>): Numbers {
	const found = Object.entries(numbers).filter((entry): entry is [string, number] =>
		known(entry[1]),
	);
	return Object.fromEntries(found);
}

const evidenceColumns = 100;

export function evidenceOf(
	evidence: Evidence | undefined,
	replayCommand: string | undefined,
	title = stepsOf.check,
) {
	const lines = evidence === undefined ? [] : evidenceLines(evidence, evidenceColumns, "", title);
	const lanes = evidence?.lanes ?? [];
	return {
		...(lanes.length > 0 ? { lanes } : {}),
		...(lines.length > 0 ? { evidence: lines.map((line) => line.replace(/^ {4}/, "")) } : {}),
		...(replayCommand === undefined ? {} : { replayCommand: safe(replayCommand, 4000) }),
	};
}

/** Where a case stands, for lists that are not grouped by engine. */
export function fullName({ engine, name }: ReportCase): string {
	return engine === "" ? name : `${engine} ${name}`;
}

/** What was seen and how to see it again, as lines. */
export function proofLines({ evidence = [], replayCommand }: ReportCase): string[] {
	return [...evidence, ...(replayCommand === undefined ? [] : ["again:", `  ${replayCommand}`])];
}
