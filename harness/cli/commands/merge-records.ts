/** Shards of one run joined into its record, or why they are none. Pure. */
import type { EngineResult, NoiseLedger, RunRecord, Shard } from "../../../results/schema/index.ts";

export interface NamedRecord {
	/** As the user named it. */
	readonly name: string;
	readonly record: RunRecord;
}

export interface Joined {
	/** Gates and verdict are still to be judged. */
	readonly record: RunRecord;
	/** Numbers of the shards that nobody gave. */
	readonly missing: readonly number[];
	readonly notes: readonly string[];
}

type Sharded = NamedRecord & { readonly shard: Shard };

/** A string says why these records are not parts of one run. */
export function joined(given: readonly NamedRecord[], now: number): Joined | string {
	const parts: Sharded[] = [];
	for (const each of given) {
		const { shard } = each.record;
		if (shard === undefined) {
			return `${each.name} is a whole run, not a part of one; parts are made with --shard 1/4`;
		}
		parts.push({ ...each, shard });
	}
	parts.sort((a, b) => a.shard.index - b.shard.index);
	const [first] = parts;
	if (first === undefined) return "there is no record";
	const difference = parts.slice(1).map((part) => differenceOf(first, part));
	const told = difference.find((each) => each !== undefined) ?? overlapOf(parts);
	if (told !== undefined) return told;
	const there = new Set(parts.map(({ shard }) => shard.index));
	const all = Array.from({ length: first.shard.count }, (_, index) => index + 1);
	const missing = all.filter((index) => !there.has(index));
	return { record: recordOf(first, parts), missing, notes: notesOf(parts, now) };
}

/** What must be the same in all parts, with its name for people. */
const sameness: readonly (readonly [string, (part: Sharded) => unknown])[] = [
	["seed", ({ record }) => record.seed],
	["version of Assay", ({ record }) => record.assayVersion],
	["command", ({ record }) => record.command],
	["profile", ({ record }) => record.profile],
	["count of shards", ({ shard }) => shard.count],
	["engines", ({ record }) => record.engines.map(({ name, role }) => `${name} ${role ?? ""}`)],
	["engine digests", ({ record }) => record.engines.map(({ digest }) => digest.slice(0, 12))],
	["plan", ({ shard }) => shard.whole],
	...["profileText", "duration", "engineConfig", "workload"].map(
		(name) => [`option ${name}`, ({ record }: Sharded) => record.options[name]] as const,
	),
];

function differenceOf(first: Sharded, other: Sharded): string | undefined {
	for (const [what, of] of sameness) {
		const [a, b] = [JSON.stringify(of(first)), JSON.stringify(of(other))];
		if (a === b) continue;
		const values = [a, b].map((value) => (value ?? "none").slice(0, 80));
		return `${first.name} and ${other.name} differ in their ${what} (${values.join(" and ")}), so that they are parts of different runs`;
	}
	return undefined;
}

/** A shard that is there twice, or two that did the same: one of them is not what it says. */
function overlapOf(parts: readonly Sharded[]): string | undefined {
	const numbers = new Map<number, string>();
	const ids = new Map<string, string>();
	for (const { name, shard, record } of parts) {
		const twin = numbers.get(shard.index);
		if (twin !== undefined) {
			return `${twin} and ${name} are both shard ${shard.index}/${shard.count}; give one of them`;
		}
		numbers.set(shard.index, name);
		const { checks, workloads, swaps } = record.plan;
		for (const id of new Set([...checks, ...workloads, ...swaps.map((swap) => swap.id)])) {
			const other = ids.get(id);
			if (other !== undefined) {
				return `${other} and ${name} both have ${id}, so that they are parts of different plans`;
			}
			ids.set(id, name);
		}
	}
	return undefined;
}

function recordOf({ record, shard }: Sharded, parts: readonly Sharded[]): RunRecord {
	const { shard: _, ...first } = record;
	const records = parts.map((part) => part.record);
	const { shard: __, plan: ___, out: ____, ...options } = first.options;
	return {
		...first,
		// The latest: a host whose clock is behind must not make a waiver valid again.
		startedAt: latest(records.map(({ startedAt }) => startedAt)),
		endedAt: latest(records.map(({ endedAt }) => endedAt)),
		complete: records.every(({ complete }) => complete),
		plan: shard.whole,
		options,
		noise: noiseOf(records),
		engines: first.engines.map((engine, index) => engineOf(engine, index, records, shard)),
		gates: [],
		errors: records.flatMap(({ errors }) => errors),
		parts: parts.map((part) => ({
			shard: `${part.shard.index}/${part.shard.count}`,
			hostname: part.record.host.hostname,
			startedAt: part.record.startedAt,
			endedAt: part.record.endedAt,
			verdict: part.record.verdict,
		})),
	};
}

function latest(times: readonly string[]): string {
	return [...times].sort().at(-1) ?? "";
}

/** In the order of the plan, as one run has them. */
function engineOf(
	engine: EngineResult,
	index: number,
	records: readonly RunRecord[],
	{ whole }: Shard,
): EngineResult {
	const same = records.flatMap(({ engines }) => engines[index] ?? []);
	const order = [...whole.checks, ...whole.workloads];
	const place = ({ id }: { readonly id: string }) => order.indexOf(id);
	const sorted = <Result extends { readonly id: string }>(results: Result[]) =>
		results.sort((a, b) => place(a) - place(b));
	return {
		...engine,
		checks: sorted(same.flatMap(({ checks }) => checks)),
		workloads: sorted(same.flatMap(({ workloads }) => workloads)),
		swaps: same.flatMap(({ swaps }) => swaps),
	};
}

/**
 * The worst of the parts that swapped, for it excuses a stall: what went on beside another part
 * must not. Where nothing was swapped, the worst of all.
 */
function noiseOf(records: readonly RunRecord[]): NoiseLedger {
	const swapping = records.filter(({ plan }) => plan.swaps.length > 0);
	const worst = new Map<string, number | boolean>();
	for (const { noise } of swapping.length > 0 ? swapping : records) {
		for (const [name, value] of Object.entries(noise)) {
			const before = worst.get(name);
			if (typeof value === "number" && typeof before === "number") {
				worst.set(name, Math.max(before, value));
			} else if (value !== undefined) worst.set(name, value === true || before === true || value);
		}
	}
	return Object.fromEntries(worst);
}

const minuteMs = 60_000;

/** Clocks that disagree, and hosts that do: both are the user's to judge. */
function notesOf(parts: readonly Sharded[], now: number): string[] {
	const notes: string[] = [];
	const hosts = [...new Set(parts.map(({ record }) => record.host.hostname))];
	if (hosts.length > 1) {
		notes.push(
			`the parts ran on ${hosts.length} hosts (${hosts.join(", ")}); the record shows the first`,
		);
	}
	for (const { name, record } of parts) {
		const [begin, end] = [Date.parse(record.startedAt), Date.parse(record.endedAt)];
		if (end < begin) {
			notes.push(
				`the clock of ${record.host.hostname} was set back during ${name}: it ended before it began`,
			);
		} else if (end > now + minuteMs) {
			const minutes = Math.round((end - now) / minuteMs);
			notes.push(
				`clocks disagree: ${name} ended ${minutes} min from now, by the clock of ${record.host.hostname}; times of the parts can't be compared`,
			);
		}
	}
	return notes;
}
