/** A comparison with the numbers of stored runs: the candidate is measured as they were. */
import { type StoredBaseline, storedRunsMin } from "../../../results/compare/index.ts";
import type { RunRecord } from "../../../results/schema/index.ts";
import {
	entryOfRecord,
	type History,
	hostFingerprint,
	openHistory,
	StoreError,
	textOf,
} from "../../../results/store/index.ts";
import { suites } from "../../../suites/index.ts";
import type { PreparedTarget, Profile, Workload } from "../../contract/index.ts";
import { hostFacts } from "../../preflight/index.ts";
import { readDurationMs, withDuration } from "../options.ts";
import { say } from "../output.ts";
import { recordedProfile } from "../profile-file.ts";
import { Refusal, unfit } from "../refusal.ts";
import type { Baseline } from "./compare-baseline.ts";

type Stored = Extract<Baseline, { kind: "stored" }>;

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
	const fingerprint = hostFingerprint(record.host);
	if (fingerprint !== hostFingerprint(hostFacts())) {
		throw unfit(
			`The stored run is of the host ${record.host.hostname} (${fingerprint}), which this is not: its numbers can't be compared with; name its library.`,
		);
	}
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

function demandSameTarget({ record }: Stored, { facts }: PreparedTarget): void {
	const shown = ({ kind, fileSystem, directIo }: PreparedTarget["facts"]) =>
		`a ${kind} on ${fileSystem}, direct I/O ${directIo}`;
	const before = record.target === undefined ? "no target" : shown(record.target);
	if (before === shown(facts)) return;
	throw unfit(`The stored run stored on ${before}, this one on ${shown(facts)}; name its library.`);
}

/** Of the stored run, and of every other run in the history that measured the same build so. */
export async function storedNumbers(
	baseline: Baseline,
	target: PreparedTarget,
	place: string | undefined,
): Promise<{ readonly stored?: StoredBaseline }> {
	if (baseline.kind === "library") return {};
	demandSameTarget(baseline, target);
	return { stored: await numbersOf(baseline, place) };
}

async function numbersOf(
	{ engine, record }: Stored,
	place: string | undefined,
): Promise<StoredBaseline> {
	const entry = entryOfRecord(record, textOf(record));
	const ordinal = entry.summary.engines.findIndex(({ digest }) => digest === engine.digest);
	const history = place === undefined ? undefined : await existing(place);
	const began = (at: number) => new Date(at).toISOString();
	const { startedAt } = entry.summary;
	const runs = new Set([began(startedAt)]);
	try {
		const values: StoredBaseline["values"][number][] = [];
		for (const [metric, name] of [
			["iops", "iops"],
			["p99Ns", "latencyNs.p99"],
		] as const) {
			for (const own of entry.measurements) {
				if (own.ordinal !== ordinal || own.key.metric !== name) continue;
				const all = (await history?.series(own.key)) ?? [];
				const others = all.filter(({ digest, at }) => digest === engine.digest && at !== startedAt);
				for (const { at } of others) runs.add(began(at));
				const { workload } = own.key;
				values.push({ workload, metric, values: [own.value, ...others.map(({ value }) => value)] });
			}
		}
		if (runs.size < storedRunsMin) {
			say(
				`assay: ${runs.size} stored runs of this build here; ${storedRunsMin} are the least to tell`,
			);
		}
		return { runs: [...runs], values };
	} finally {
		await history?.close();
	}
}

/** Without a history the stored run is the only one. */
async function existing(place: string): Promise<History | undefined> {
	try {
		return await openHistory(place);
	} catch (error) {
		if (error instanceof StoreError && error.problem === "missing") return undefined;
		throw error instanceof StoreError ? unfit(error.message) : error;
	}
}
