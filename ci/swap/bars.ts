import Table from "cli-table3";
import { mean, median } from "simple-statistics";
import type { HostSample, SessionResult } from "./session.ts";

/** A bar that the benchmark sets, and where the measurement lies. */
export interface Bar {
	readonly what: string;
	readonly bar: string;
	readonly measured: string;
	readonly met: boolean;
}

/** Nearest rank, of ascending samples; undefined when so rare a value can't be told from so few. */
export function quantile(ascending: readonly number[], share: number): number | undefined {
	if (ascending.length * (1 - share) < 1) return undefined;
	return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)];
}

export const milliseconds = (ns: number | undefined): string =>
	ns === undefined ? "-" : `${(ns / 1e6).toFixed(2)} ms`;

/**
 * Growth of memory a swap: the median of all slopes between two samples (Theil and Sen), which a
 * garbage collection at a bad moment does not move. The first fifth is warming up.
 */
export function slopeBytes(samples: readonly HostSample[]): number | undefined {
	const warm = samples.slice(Math.ceil(samples.length / 5));
	const slopes = warm.flatMap((later, index) =>
		warm
			.slice(0, index)
			.map((sooner) => (later.residentBytes - sooner.residentBytes) / (later.swaps - sooner.swaps)),
	);
	return slopes.length < 3 ? undefined : median(slopes);
}

/** Later minus earlier, of what is counted: the first sample is before the first swap. */
function growth(samples: readonly HostSample[], name: "descriptors" | "threads" | "maps") {
	// The first swaps load what is loaded once.
	const warm = samples.slice(1);
	const half = warm.length >> 1;
	const worst = (part: readonly HostSample[]) => Math.max(...part.map((sample) => sample[name]));
	return { before: worst(warm.slice(0, half)), after: worst(warm.slice(half)) };
}

/** What the epoch manager is held to. */
export function barsOf(result: SessionResult, slotNs: number): Bar[] {
	const { counts, stallsNs, host } = result;
	const below = (what: string, bar: number, unit: string, value: number | undefined): Bar => ({
		what,
		bar: `< ${bar} ${unit}`,
		measured: value === undefined ? "too few samples" : `${value.toFixed(2)} ${unit}`,
		met: value !== undefined && value < bar,
	});
	const none = (["lost", "duplicated", "torn", "wrong", "error"] as const).map((kind) => ({
		what: `${kind}, of ${result.acknowledged} acknowledged`,
		bar: "0",
		measured: String(counts[kind]),
		met: counts[kind] === 0 && result.acknowledged > 0,
	}));
	const steady = (["descriptors", "threads", "maps"] as const).map((name) => {
		const { before, after } = growth(host, name);
		return {
			what: name,
			bar: "no growth",
			measured: `${before} -> ${after}`,
			met: after <= before,
		};
	});
	const in1e6 = (ns: number | undefined) => (ns === undefined ? undefined : ns / 1e6);
	return [
		...none,
		below("stall of a writer at a swap, p50", 0.5, "ms", in1e6(quantile(stallsNs, 0.5))),
		below("stall of a writer at a swap, p99", 2, "ms", in1e6(quantile(stallsNs, 0.99))),
		below("memory a swap", 1024, "bytes", slopeBytes(host)),
		...steady,
		below("slot, over a direct call", 10, "ns", slotNs),
	];
}

/** The negative control: a benchmark that finds nothing wrong with it measures nothing. */
export function controlBar(result: SessionResult): Bar {
	const bad = Object.values(result.counts).reduce((sum, count) => sum + count, 0);
	return {
		what: "the sleeping manager is caught",
		bar: "> 0 lost, wrong or refused",
		measured: String(bad),
		met: bad > 0,
	};
}

const lined = { head: [], border: [] };

/** The gaps of the same writers around moments at which nothing is done. */
function controlRow({ controlNs }: SessionResult): (string | number)[] {
	const [p50, p99] = [0.5, 0.99].map((share) => milliseconds(quantile(controlNs, share)));
	const none = new Array<string>(8).fill("");
	return [
		"  no swap, as long",
		"",
		"",
		p50 ?? "-",
		p99 ?? "-",
		milliseconds(controlNs.at(-1)),
		...none,
	];
}

/** Two lines a manager: its swaps, and their control. */
export function managersTable(results: readonly SessionResult[]): string {
	const table = new Table({
		head: ["manager", "swaps", "takes p50", "stall p50", "stall p99", "stall max"].concat([
			"dip p50",
			"back p50",
			"writes",
			"lost",
			"dup",
			"torn",
			"wrong",
			"errors",
		]),
		colAligns: ["left", ...new Array<"right">(13).fill("right")],
		style: lined,
	});
	for (const result of results) {
		const { options, swaps, stallsNs, takesNs, dips, acknowledged, counts } = result;
		const back = dips.flatMap(({ backMs }) => (backMs === undefined ? [] : [backMs]));
		table.push([
			options.manager === "epoch" ? "epoch (ours)" : "sleeping (the article's)",
			swaps,
			milliseconds(quantile(takesNs, 0.5)),
			milliseconds(quantile(stallsNs, 0.5)),
			milliseconds(quantile(stallsNs, 0.99)),
			milliseconds(stallsNs.at(-1)),
			dips.length === 0 ? "-" : `${(100 * median(dips.map(({ depth }) => depth))).toFixed(0)} %`,
			// Where half of the swaps never came back, their time does not exist.
			back.length * 2 <= dips.length ? "-" : `${median(back).toFixed(0)} ms`,
			acknowledged,
			...[counts.lost, counts.duplicated, counts.torn, counts.wrong, counts.error],
		]);
		table.push(controlRow(result));
	}
	return table.toString();
}

export function barsTable(bars: readonly Bar[]): string {
	const table = new Table({ head: ["what", "bar", "measured", ""], style: lined });
	for (const { what, bar, measured, met } of bars) {
		table.push([what, bar, measured, met ? "met" : "MISSED"]);
	}
	return table.toString();
}

/** The machine's own part in the numbers. */
export function loadText(loads: readonly number[], processors: number): string {
	const busy = loads.length === 0 ? 0 : mean(loads);
	const note = busy > processors + 5 ? "; the machine was busy with other work: repeat idle" : "";
	return `load average ${busy.toFixed(1)} on ${processors} processors${note}`;
}
