import Table from "cli-table3";
import { median, min } from "simple-statistics";
import type { Workload } from "../../harness/contract/index.ts";
import type { WorkloadResult } from "../../results/schema/index.ts";
import { type Budget, openEngine, type Place } from "./compare.ts";
import { discard, writeZeros } from "./target.ts";

const barNs = 50_000;
const capacityPercent = 50;
/** The rate is found in it. */
const warmUpMs = 100;

/** How late operations were taken up though the engine was free; of one open loop, by round. */
export interface Pacing {
	readonly workload: string;
	readonly perSecond: readonly number[];
	/** 99.9th percentile; rounds that a busy host spoiled or with too few operations have none. */
	readonly p999Ns: readonly number[];
	/** The largest share of each round that the load thread stood ready without a processor. */
	readonly waitShares: readonly number[];
	/** Why a round has none. */
	readonly without: string | undefined;
}

const arrivals = ["fixed", "poisson"] as const;

/** From 200,000 operations a second on, the percentile has its 100 operations beyond it. */
const roundMs = 500;
const roundsMax = 8;

/** The memory engine: nothing but the harness can be late. */
function openLoop(kind: (typeof arrivals)[number]): Workload {
	return {
		id: `randread-4k-${kind}`,
		title: `open loop, ${kind} arrivals`,
		...{ blockBytes: 4096, readPercent: 100, pattern: "random", issue: "single", depth: 1 },
		arrival: { kind, rate: { capacityPercent } },
		...{ workers: 1, depthOfProfile: "quick" },
	};
}

export async function measurePacing(place: Place, budget: Budget): Promise<Pacing[]> {
	const all: Pacing[] = [];
	for (const kind of arrivals) all.push(await pacingOf(openLoop(kind), place, budget));
	return all;
}

async function pacingOf(workload: Workload, place: Place, budget: Budget): Promise<Pacing> {
	const [target] = place.targets;
	const ours: Budget = { ...budget, warmUpMs, measureMs: roundMs };
	writeZeros(target);
	try {
		const side = await openEngine("memory", { workload }, place, ours, target);
		const rounds: WorkloadResult[] = [];
		try {
			for (let round = 0; round < Math.min(budget.rounds, roundsMax); round++)
				rounds.push(await side.measure());
		} finally {
			await side.close();
		}
		return summarise(workload.title, rounds);
	} finally {
		discard(target);
	}
}

function summarise(workload: string, rounds: readonly WorkloadResult[]): Pacing {
	const measured = rounds.filter(({ outcome }) => outcome === "measured");
	return {
		workload,
		perSecond: measured.map(({ arrival }) => arrival?.operationsPerSecond ?? 0),
		p999Ns: measured.flatMap(({ latencies }) => latencies?.pacing?.p999 ?? []),
		waitShares: rounds.map(({ details }) => Number(details?.processorWaitShare ?? 0)),
		without: rounds.find(({ outcome }) => outcome !== "measured")?.message,
	};
}

/** The middle of the rounds is judged; that of a busy host only when even the best is too late. */
export function judgePacing(p999Ns: readonly number[]): "kept" | "missed" | "open" {
	if (p999Ns.length === 0) return "open";
	if (median([...p999Ns]) <= barNs) return "kept";
	return min([...p999Ns]) <= barNs ? "open" : "missed";
}

export function renderPacing(all: readonly Pacing[]): string {
	const table = new Table({
		head: [
			...[`pacing, ${capacityPercent} % of capacity`, "operations/s", "p99.9 us", "quietest"],
			...["rounds", "without a processor", "bar"],
		],
		colAligns: ["left", "right", "right", "right", "right", "right", "left"],
		style: { head: [], border: [], compact: true },
	});
	const us = (ns: number | undefined) => (ns === undefined ? "-" : (ns / 1000).toFixed(1));
	for (const { workload, perSecond, p999Ns, waitShares } of all) {
		const some = p999Ns.length > 0;
		const rate = perSecond.length > 0 ? median([...perSecond]) : 0;
		table.push([
			...[workload, Math.round(rate).toLocaleString("en")],
			...[us(some ? median([...p999Ns]) : undefined), us(some ? min([...p999Ns]) : undefined)],
			`${p999Ns.length} of ${waitShares.length}`,
			`up to ${(median([...waitShares]) * 100).toFixed(1)} %`,
			`${judgePacing(p999Ns)} (at most ${barNs / 1000} us)`,
		]);
	}
	const reasons = all.flatMap(({ workload, without }) =>
		without === undefined ? [] : [`${workload}, a round without: ${without}`],
	);
	return [table.toString(), ...reasons].join("\n");
}
