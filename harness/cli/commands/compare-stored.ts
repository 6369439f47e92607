/** A comparison with the numbers of stored runs: the candidate is measured as they were. */
import { type StoredBaseline, storedRunsMin } from "../../../results/compare/index.ts";
import type { RunRecord } from "../../../results/schema/index.ts";
import { suites } from "../../../suites/index.ts";
import type { PreparedTarget, Profile, Workload } from "../../contract/index.ts";
import { readDurationMs, withDuration } from "../options.ts";
import { say } from "../output.ts";
import { recordedProfile } from "../profile-file.ts";
import { Refusal } from "../refusal.ts";
import type { Baseline, Stored } from "./compare-baseline.ts";
import { demandSameHost, demandSameTarget, numbersOf } from "./stored-numbers.ts";

/** Rounds of the candidate; today is one day, however many there are. */
export const storedRounds = 6;

interface Asked {
	readonly profile: string | undefined;
	readonly duration: string | undefined;
	readonly target: string | undefined;
	readonly engineConfig: string | undefined;
	readonly prove: string | undefined;
}

export interface AsStored {
	readonly profile: Profile;
	readonly workloads: readonly Workload[];
	readonly duration: string | undefined;
	readonly engineConfig: string | undefined;
}

/** The profile, the options and the workloads of the stored run: nothing else compares with it. */
export function asStored({ engine, record }: Stored, asked: Asked, only?: string[]): AsStored {
	if (asked.prove !== undefined) {
		throw new Refusal("--prove delays the baseline's library, and there are only its numbers.");
	}
	demandSameHost(record);
	const recorded = {
		profile: record.profile,
		duration: textIn(record, "duration"),
		target: textIn(record, "target"),
		engineConfig: textIn(record, "engineConfig"),
	};
	for (const name of ["profile", "duration", "target", "engineConfig"] as const) {
		const given = asked[name];
		if (given === recorded[name] || (given === undefined && name !== "target")) continue;
		const option = name === "engineConfig" ? "engine-config" : name;
		const was = recorded[name] === undefined ? "without it" : `with --${option} ${recorded[name]}`;
		throw new Refusal(`The stored run was made ${was}: its numbers compare with no others.`);
	}
	const profile = recordedProfile(record);
	if (profile === undefined) {
		throw new Refusal(`The stored run's profile ${record.profile} is not known to this Assay.`);
	}
	const measured = engine.workloads.filter(({ outcome }) => outcome === "measured");
	const workloads = suites.workloads.filter(
		({ id }) => measured.some((each) => each.id === id) && (only?.includes(id) ?? true),
	);
	if (workloads.length === 0) {
		throw new Refusal("The stored run measured none of these workloads; name a library.");
	}
	const { duration, engineConfig } = recorded;
	const timed = withDuration(profile, readDurationMs(duration));
	return { profile: timed, workloads, duration, engineConfig };
}

function textIn({ options }: RunRecord, name: string): string | undefined {
	const value = options[name];
	return typeof value === "string" ? value : undefined;
}

/** Of the stored run, and of every other run in the history that measured the same build so. */
export async function storedNumbers(
	baseline: Baseline,
	target: PreparedTarget,
	place: string | undefined,
): Promise<{ readonly stored?: StoredBaseline }> {
	if (baseline.kind === "library") return {};
	demandSameTarget(baseline, target.facts);
	const { runs, values } = await numbersOf(baseline, place);
	if (runs.length < storedRunsMin) {
		say(
			`assay: ${runs.length} stored runs of this build here; ${storedRunsMin} are the least to tell`,
		);
	}
	const named = (metric: string) => values.filter((each) => each.metric === metric);
	return {
		stored: {
			runs,
			values: [
				...named("iops").map((each) => ({ ...each, metric: "iops" as const })),
				...named("latencyNs.p99").map((each) => ({ ...each, metric: "p99Ns" as const })),
			],
		},
	};
}
