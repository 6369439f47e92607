import Table from "cli-table3";
import { median } from "simple-statistics";
import type { RowResult } from "./compare.ts";
import type { Bar, Metric } from "./rows.ts";
import type { Comparison } from "./statistics.ts";

const columns: Readonly<Record<Metric, { name: string; text(value: number): string }>> = {
	iops: { name: "IOPS", text: (value) => Math.round(value).toLocaleString("en") },
	p50: { name: "p50, us", text: (value) => (value / 1000).toFixed(2) },
	p99: { name: "p99, us", text: (value) => (value / 1000).toFixed(2) },
	cpu: { name: "CPU/op, ns", text: (value) => value.toFixed(0) },
};

/** Above it two sides that ask for processors do not get the same share of them. */
const waitShareMax = 0.05;

/**
 * What is known of a bar: `kept` and `missed` when the whole interval is on that side of it, `open`
 * when the bar lies inside. Assay's own value has no interval. What takes time is not called missed
 * on a host that kept the load thread waiting: of a busy processor, who has just worked gets less
 * than who has slept, and as many threads as a peer has get as many shares. Processor time is told
 * on any host.
 */
export function judge(
	bar: Bar,
	{ ours, low, high }: Comparison,
	processorWaitShare: number,
): "kept" | "missed" | "open" {
	const [from, to] = bar.of === "ours" ? [ours, ours] : [low, high];
	const isKept = (value: number): boolean =>
		bar.bound === "least" ? value >= bar.value : value <= bar.value;
	if (isKept(from) !== isKept(to)) return "open";
	if (isKept(from)) return "kept";
	return bar.metric !== "cpu" && processorWaitShare > waitShareMax ? "open" : "missed";
}

function barText(bar: Bar, comparison: Comparison, processorWaitShare: number): string {
	const what = bar.of === "ours" ? ` ${columns[bar.metric].name}` : "";
	return `${judge(bar, comparison, processorWaitShare)} (at ${bar.bound} ${bar.value}${what})`;
}

/** One line for each thing compared, under the name of the row. */
export function render(place: string, results: readonly RowResult[]): string {
	const table = new Table({
		head: [place, "", "Assay", "peer", "ratio", "95 %", "bar"],
		colAligns: ["left", "left", "right", "right", "right", "right", "left"],
		style: { head: [], border: [], compact: true },
	});
	for (const { row, ours, comparisons } of results) {
		const waited = median(ours.map(({ processorWaitShare = 0 }) => processorWaitShare));
		const busy = waited > waitShareMax ? `, no processor up to ${(100 * waited).toFixed(0)} %` : "";
		table.push([`${row.id}, ${ours.length} rounds${busy}`, "", "", "", "", "", ""]);
		for (const metric of row.metrics) {
			const { name, text } = columns[metric];
			const found = comparisons.find((each) => each.metric === metric);
			if (found === undefined) {
				table.push(["", name, "too few", "", "", "", ""]);
				continue;
			}
			const bars = row.bars.filter((bar) => bar.metric === metric);
			table.push([
				...["", name, text(found.ours), text(found.theirs), found.ratio.toFixed(3)],
				`${found.low.toFixed(3)}..${found.high.toFixed(3)}`,
				bars.map((bar) => barText(bar, found, waited)).join(", "),
			]);
		}
	}
	return table.toString();
}
