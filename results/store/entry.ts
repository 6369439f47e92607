import type { EngineResult, HostFacts, RunRecord, TargetFacts } from "../schema/index.ts";
import { digestOf, keyOf } from "./digest.ts";

/** What a history knows of a run without reading its record. */
export interface RunSummary {
	/** Digest of the record: 64 hexadecimal digits, of which people type the first. */
	readonly runId: string;
	readonly kind: "run" | "comparison";
	readonly command: string;
	/** Milliseconds since 1970, as `at` of a point. */
	readonly startedAt: number;
	readonly endedAt: number;
	readonly complete: boolean;
	readonly profile: string;
	readonly seed: number;
	readonly verdict: string;
	readonly assayVersion: string;
	/** Fingerprint: two hosts with one are taken for equals. */
	readonly host: string;
	readonly hostname: string;
	/** What else the numbers depend on; part of a series' key. */
	readonly setting: string;
	/** `2/4`: a part of a plan, judged by itself; `4 parts`: joined of so many. */
	readonly shard?: string;
	readonly engines: readonly EngineOfRun[];
}

export interface EngineOfRun {
	readonly name: string;
	readonly role: "candidate" | "baseline";
	readonly vendor: string;
	readonly version: string;
	readonly digest: string;
}

export interface SeriesKey {
	readonly engine: string;
	/** Or `drill to engine` for a swap. */
	readonly workload: string;
	/** As gates name it: `iops`, `latencyNs.p99`, `stallNsMax`. */
	readonly metric: string;
	readonly host: string;
	readonly setting: string;
}

export interface EntryMeasurement {
	/** Index into the summary's engines. */
	readonly ordinal: number;
	readonly key: SeriesKey;
	readonly value: number;
}

/** A run as it goes into a history. */
export interface Entry {
	readonly summary: RunSummary;
	readonly measurements: readonly EntryMeasurement[];
	/** The record itself, as JSON text whose digest is the run's id. */
	readonly text: string;
}

function partsOf({ shard, parts }: RunRecord): { shard?: string } {
	if (shard !== undefined) return { shard: `${shard.index}/${shard.count}` };
	return parts === undefined ? {} : { shard: `${parts.length} parts` };
}

/** Two builds of one engine in one run have names that tell them apart; over time they are one. */
const distinction = / \((?:baseline|\d+)\)$/;

export function entryOfRecord(record: RunRecord, text: string): Entry {
	const host = hostFingerprint(record.host);
	const setting = settingOf(record);
	const engines = record.engines.map(({ name, role, vendor, version, digest }) => ({
		name: name.replace(distinction, ""),
		role: role ?? ("candidate" as const),
		vendor,
		version,
		digest,
	}));
	// Of a merged record the parts are the runs that measured, each on its own host.
	const measured = record.parts === undefined ? record.engines : [];
	const measurements = measured.flatMap((engine, ordinal) =>
		numbersOf(engine).map(({ workload, metric, value }) => ({
			ordinal,
			key: {
				engine: engines[ordinal]?.name ?? engine.name,
				workload,
				metric,
				host,
				setting: settingAs(engine.role, setting),
			},
			value,
		})),
	);
	const { command, complete, profile, seed, verdict, assayVersion } = record;
	const summary = {
		runId: digestOf(text),
		kind: "run" as const,
		command,
		startedAt: Date.parse(record.startedAt),
		endedAt: Date.parse(record.endedAt),
		complete,
		profile,
		seed,
		verdict,
		assayVersion,
		host,
		hostname: record.host.hostname,
		setting,
		...partsOf(record),
		engines,
	};
	return { summary, measurements, text };
}

interface Numbered {
	readonly workload: string;
	readonly metric: string;
	readonly value: number;
}

/** Numbers that the engine stands for: of what was measured, and of drills that passed. */
function numbersOf(engine: EngineResult): Numbered[] {
	const loads = engine.workloads
		.filter(({ outcome, errors }) => outcome === "measured" && !errors)
		.flatMap(({ id, iops, latencyNs, cpuNsPerOperation }) => {
			const latencies = Object.entries(latencyNs ?? {});
			const named = latencies.map(([name, value]) => [`latencyNs.${name}`, value] as const);
			return numbered(id, [["iops", iops], ...named, ["cpuNsPerOperation", cpuNsPerOperation]]);
		});
	const swaps = engine.swaps
		.filter(({ verdict }) => verdict === "pass")
		.flatMap(({ id, to, stallNsMax, stallNsP50 }) =>
			numbered(`${id} to ${to.replace(distinction, "")}`, [
				["stallNsMax", stallNsMax],
				["stallNsP50", stallNsP50],
			]),
		);
	return [...loads, ...swaps];
}

function numbered(
	workload: string,
	values: readonly (readonly [metric: string, value: number | undefined])[],
): Numbered[] {
	return values.flatMap(([metric, value]) =>
		value !== undefined && Number.isFinite(value) ? [{ workload, metric, value }] : [],
	);
}

/**
 * Same machine, as far as its numbers go. Kernel and Bun are not in it: that an update of theirs
 * changes the numbers is what a series is to show.
 */
export function hostFingerprint(host: HostFacts): string {
	const gibibytes = Math.round(host.memoryBytes / 2 ** 30);
	const { hostname, cpuModel, cpuCount, virtualised } = host;
	return digestOf(JSON.stringify([hostname, cpuModel, cpuCount, gibibytes, virtualised])).slice(
		0,
		16,
	);
}

/** For people to read: `ci, file on ext4 (direct I/O proven)`, and options that change numbers. */
export function settingOf({
	profile,
	target,
	options,
}: Pick<RunRecord, "profile" | "target" | "options">): string {
	const given = ["duration", "target", "engineConfig"].flatMap((name) => {
		const value = options[name];
		return value === undefined
			? []
			: [`${name} ${typeof value === "string" ? value : JSON.stringify(value)}`];
	});
	return [profile, ...(target === undefined ? [] : [shownTarget(target)]), ...given].join(", ");
}

/** A series of candidates has no baselines between them: that one would change with every run. */
export function settingAs(role: EngineResult["role"], setting: string): string {
	return role === "baseline" ? `${setting}, as baseline` : setting;
}

function shownTarget({ kind, fileSystem, directIo }: TargetFacts): string {
	const what = kind === "file" ? `file on ${fileSystem}` : "block device";
	return `${what} (direct I/O ${directIo})`;
}

/** The number that stands for a series in the tables. */
export function seriesNumber({ engine, workload, metric, host, setting }: SeriesKey): number {
	return keyOf(digestOf(JSON.stringify([engine, workload, metric, host, setting])));
}
