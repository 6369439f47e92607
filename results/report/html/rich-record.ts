import { seededRandom } from "../../compare/random.ts";
import type { EncodedHistogram, IntervalResult, RunRecord } from "../../schema/index.ts";
import { sampleCheck, sampleEngine, sampleSwap, sampleWorkload } from "../../schema/sample.ts";
import { mixedRecord } from "../pipelines/mixed-record.ts";

/** For tests and the browser rig: a record with something for every chart, always the same. */
export interface RichShape {
	readonly engines: number;
	readonly workloads: number;
	/** Latencies of each workload. */
	readonly samples: number;
	readonly intervals: number;
}

const smallShape: RichShape = { engines: 2, workloads: 3, samples: 50_000, intervals: 120 };

/** A body around 80 us with a tail that reaches milliseconds, as disks have them. */
function latencyNs(next: () => number): number {
	const body = 80_000 * (0.7 + 0.6 * next());
	return next() < 0.02 ? body * (1 + 30 * next() ** 3) : body;
}

function bucketOf(ns: number, bits: number): number {
	const power = Math.floor(Math.log2(ns));
	return 1 + power * 2 ** bits + Math.floor((ns / 2 ** power - 1) * 2 ** bits);
}

function measurement({ samples, intervals }: RichShape, seed: number) {
	const { next } = seededRandom(seed);
	const buckets = new Map<number, number>();
	const each = Math.max(1, Math.floor(samples / intervals));
	let [max, sum] = [0, 0];
	const series = Array.from({ length: intervals }, (_, index): IntervalResult => {
		const cells = new Map<number, number>();
		let most = 0;
		for (let done = 0; done < each; done++) {
			const ns = latencyNs(next) * (index % 40 > 36 ? 3 : 1);
			buckets.set(bucketOf(ns, 7), (buckets.get(bucketOf(ns, 7)) ?? 0) + 1);
			cells.set(bucketOf(ns, 2), (cells.get(bucketOf(ns, 2)) ?? 0) + 1);
			most = Math.max(most, ns);
			sum += ns;
		}
		max = Math.max(max, most);
		const first = Math.min(...cells.keys());
		const counts = Array.from({ length: Math.max(...cells.keys()) - first + 1 }, (_, at) =>
			String(cells.get(first + at) ?? ""),
		);
		const iops = 11_000 + 900 * Math.sin(index / 5) + 400 * next() - (index % 40 > 36 ? 5000 : 0);
		const numbers = { p50Ns: 80_000, p99Ns: 240_000, maxNs: most };
		const startMs = index * 1000;
		return { startMs, operations: each, iops, ...numbers, cells: `${first}:${counts.join(",")}` };
	});
	const sorted = [...buckets].sort(([a], [b]) => a - b);
	const histogram: EncodedHistogram = {
		...{ unit: "ns", subBucketBits: 7, max, sum },
		indices: sorted.map(([bucket]) => bucket),
		counts: sorted.map(([, count]) => count),
	};
	return { histogram, intervals: series };
}

const rounds = [21, 17, 15, 14.2, 13.1, 12.4, 12.1, 12.2, 12, 12.1].map((kilo) => kilo * 1000);
const steady = {
	isSteady: true,
	text: "Steady over rounds 6 to 10: range 3.3 % of the average, slope -2.3 %.",
	window: { firstRound: 5, lastRound: 9, average: 12_160 },
};

export function richRecord(shape: RichShape = smallShape): RunRecord {
	const record = mixedRecord();
	const known = new Map<number, ReturnType<typeof measurement>>();
	const measured = (seed: number) => {
		const found = known.get(seed) ?? measurement(shape, seed);
		known.set(seed, found);
		return found;
	};
	const [own] = record.engines;
	const engines = Array.from({ length: shape.engines }, (_, engine) => {
		const workloads = Array.from({ length: shape.workloads }, (_, index) =>
			sampleWorkload({
				...{ id: `randrw${index}-4k-qd8`, title: `Mixed random operations, number ${index}` },
				...{ durationMs: shape.intervals * 1000, operations: shape.samples },
				// A few kinds are enough, and 10^7 latencies take a while to invent.
				...measured(1 + (index % 4) * 100 + engine),
			}),
		);
		const details = { seriesOf: "round", iopsSeries: rounds, steady };
		const inRounds = sampleWorkload({ id: "randwrite-4k-steady", title: "In rounds", details });
		return sampleEngine({
			name: ["nvme", "nvme-uring", "memory"][engine] ?? `engine-${engine}`,
			checks: engine === 0 ? [...(own?.checks ?? []), raced] : [sampleCheck("data.kept")],
			workloads: [...workloads, inRounds, sampleWorkload({ id: "seqread-1m", outcome: "invalid" })],
			swaps: [sampleSwap({ timeline })],
		});
	});
	return { ...record, engines };
}

const raced = {
	...sampleCheck("concurrency.registers", "fail" as const, "A read of block 7 saw a lost write."),
	replayCommand: "assay replay cases/registers.json",
	evidence: {
		lanes: [
			{ who: "client 0", what: "write 11 to block 7, acknowledged", startNs: 0, endNs: 9000 },
			{
				who: "client 1",
				what: "write 12 to block 7, acknowledged",
				startNs: 12_000,
				endNs: 21_000,
			},
			{ who: "client 1", what: "delete block 7, outcome unknown", startNs: 15_000 },
			{ who: "client 2", what: "read block 7 -> write 11", startNs: 26_000, endNs: 31_000 },
		],
		counterexample: ["client 0 |===....| write 11 to block 7", "client 2 |.....==| read block 7"],
	},
};

const timeline = {
	binMs: 10,
	acknowledged: Array.from({ length: 190 }, (_, bin) => (bin % 38 < 2 ? 12 : 210 + (bin % 7))),
	handOversMs: [380, 760, 1140, 1520],
};
