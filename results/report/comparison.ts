import type { ComparisonData, ComparisonVerdict, MetricVerdict } from "../compare/index.ts";
import { shellWord } from "../schema/index.ts";
import { intervalBar, intervalScale } from "./delta-bar.ts";
import { absent, type Paint, painter, type Tone } from "./format.ts";
import { type ColumnOf, fitting, table } from "./table.ts";
import { safe, wrap, wrapCommand } from "./text.ts";

export interface ComparisonOptions {
	readonly color: boolean;
	readonly columns: number;
	/** As they were named on the command line. */
	readonly baseline: string;
	readonly candidate: string;
	readonly outDirectory: string;
	/** How the command line is called here. */
	readonly assay: string;
}

const words: Readonly<Record<ComparisonVerdict["verdict"], string>> = {
	pass: "PASS",
	fail: "FAIL",
	inconclusive: "INCONCLUSIVE",
	unfit: "HOST-UNFIT",
	broken: "FAIL",
};

const tones: Readonly<Record<string, Tone>> = { pass: "good", fail: "bad", broken: "bad" };
const order = ["fail", "inconclusive", "pass"];

/** For people: verdict, how much moved, a line a metric, controls, what to type next. */
export function renderComparison(
	data: ComparisonData,
	judged: ComparisonVerdict,
	options: ComparisonOptions,
): string {
	const paint = painter(options.color);
	const columns = Math.min(120, Math.max(60, options.columns));
	const lines = (text: string, indent = "") => wrap(safe(text, 1000), columns, indent);
	const verdict = paint(words[judged.verdict], tones[judged.verdict] ?? "unsure");
	const { plan } = data;
	const rounds = new Set(data.rounds.map(({ index }) => index)).size;
	const facts =
		`compare ${options.candidate} against ${options.baseline} | seed ${plan.seed} | ` +
		`${rounds} rounds, look ${judged.look + 1} of ${plan.looks.length}`;
	const [first = "", ...rest] = lines(`${words[judged.verdict]}  ${judged.reason}`);
	const metrics = judged.metrics.toSorted(
		(a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict),
	);
	const open = metrics.filter((each) => each.verdict !== "pass");
	const why = open.map(({ workload, metric, reason }) => `${workload} ${metric}: ${reason}`);
	return [
		first.replace(words[judged.verdict], () => verdict),
		...rest,
		...lines(facts).map((line) => paint(line, "dim")),
		"",
		...lines(movedText(judged.metrics)),
		...(metrics.length > 0 ? metricTable(metrics, columns, paint) : []),
		...why.flatMap((each) => lines(each, "  ")),
		...controls(data, judged).flatMap((each) => lines(each, "  ")),
		"",
		`Files: ${safe(options.outDirectory, 4000)}`,
		"Next:",
		...wrapCommand(nextComparison(judged, options), columns),
		"",
	].join("\n");
}

/** The interval tells: no change at all is not in it. */
function hasMoved({ low, high }: MetricVerdict): boolean {
	return (low !== undefined && low > 0) || (high !== undefined && high < 0);
}

function movedText(metrics: readonly MetricVerdict[]): string {
	const moved = metrics.filter(hasMoved);
	const names = moved.map(({ workload, metric, estimate }) => {
		return `${workload} ${metric} ${percent(estimate)}`;
	});
	const list = names.length === 0 ? "" : `: ${names.join(", ")}`;
	return `${moved.length} of ${metrics.length} moved (no change is outside the interval)${list}`;
}

const percent = (share: number | undefined): string =>
	share === undefined ? absent : `${share > 0 ? "+" : ""}${(share * 100).toFixed(1)} %`;

function metricTable(metrics: readonly MetricVerdict[], columns: number, paint: Paint): string[] {
	const scale = intervalScale(metrics);
	const all = columnsOf(scale);
	const narrower: readonly (readonly string[])[] = [
		[],
		["rounds"],
		["rounds", "p"],
		["rounds", "p", "faster | slower"],
		["rounds", "p", "faster | slower", "sees"],
	];
	const layouts = narrower.map((without) => all.filter(({ head }) => !without.includes(head)));
	const { heads, cells } = fitting(layouts, metrics, columns);
	const margins = new Map(metrics.map(({ metric, margin }) => [metric, percent(margin).slice(1)]));
	const allowed = [...margins].map(([metric, margin]) => `${metric} ${margin}`).join(", ");
	const has = (head: string) => heads.some((each) => each.head === head);
	const legend = [
		`slower by: the candidate, + is worse, of ${allowed} that may be lost`,
		...(has("sees") ? ["sees: the smallest slow-down found at 80 %"] : []),
		...(has("p") ? ["p: slower than that margin, adjusted for the other metrics"] : []),
		"*: advisory",
	].join("; ");
	return [
		...table(heads, cells, columns, paint),
		...wrap(legend, columns, "  ").map((line) => paint(line, "dim")),
	];
}

function columnsOf(scale: number): ColumnOf<MetricVerdict>[] {
	const right = (head: string, of: (metric: MetricVerdict) => string): ColumnOf<MetricVerdict> => ({
		...{ head, align: "right" },
		cell: (metric) => ({ text: of(metric) }),
	});
	return [
		{ head: "workload", most: 48, cell: ({ workload }) => ({ text: safe(workload, 60) }) },
		{
			head: "metric",
			cell: ({ metric, severity }) => ({ text: severity === "hard" ? metric : `${metric} *` }),
		},
		right("slower by", ({ estimate }) => percent(estimate)),
		right("interval", ({ low, high }) => {
			const isBounded = low !== undefined && high !== undefined;
			return isBounded ? `${percent(low)} .. ${percent(high)}` : absent;
		}),
		{ head: "faster | slower", cell: (metric) => ({ text: intervalBar(metric, scale) }) },
		right("sees", ({ detectable }) =>
			detectable === undefined ? absent : percent(detectable).replace("+", ""),
		),
		right("p", ({ pSlower }) => pSlower.toPrecision(2)),
		right("rounds", ({ rounds }) => String(rounds)),
		{
			head: "verdict",
			cell: ({ verdict }) => ({ text: verdict, tone: tones[verdict] ?? "unsure" }),
		},
	];
}

function controls({ plan }: ComparisonData, judged: ComparisonVerdict): string[] {
	const control = judged.control.map((each) => `${each.workload} ${percent(each.estimate)}`);
	return [
		...(control.length > 0 ? [`A/A, a copy of the baseline: ${control.join(", ")}`] : []),
		...judged.proof.map((each) => {
			const seen = each.verdict === "fail" ? "seen" : "not seen";
			const delayed = `proof, calls ${percent(plan.delay)} longer`;
			const often = judged.reliability?.find(({ workload }) => workload === each.workload);
			const told =
				often === undefined
					? ""
					: `; of ${often.of} draws of these rounds ${often.found} see it, and ${often.alarms} the copy`;
			return `${delayed}: ${each.workload} ${percent(each.estimate)}, ${seen}${told}`;
		}),
	];
}

/** Pure, as all here: for people below the table, for programs in the JSON document. */
export function nextComparison(judged: ComparisonVerdict, options: ComparisonOptions): string {
	const [baseline, candidate] = [options.baseline, options.candidate].map((each) =>
		shellWord(safe(each, 1000)),
	);
	const { assay } = options;
	switch (judged.verdict) {
		case "pass":
			return `${assay} certify ${candidate} --baseline ${baseline}`;
		case "fail": {
			const failed = judged.metrics.filter(({ verdict }) => verdict === "fail");
			const ids = [...new Set(failed.map(({ workload }) => workload))].join(",");
			return `${assay} bench ${candidate} --baseline ${baseline} --only ${shellWord(ids)}`;
		}
		case "inconclusive":
			return `${assay} compare ${baseline} ${candidate} --profile certification`;
		case "unfit":
			return `${assay} doctor`;
		case "broken":
			return `${assay} certify ${candidate}`;
	}
}
