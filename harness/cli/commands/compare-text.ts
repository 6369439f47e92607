/** A comparison for people: a line a metric, the verdict last. Pure. */
import Table from "cli-table3";
import type {
	ComparisonData,
	ComparisonVerdict,
	MetricVerdict,
} from "../../../results/compare/index.ts";

const percent = (share: number | undefined): string =>
	share === undefined ? "-" : `${share > 0 ? "+" : ""}${(share * 100).toFixed(1)} %`;

const words: Readonly<Record<ComparisonVerdict["verdict"], string>> = {
	pass: "PASS",
	fail: "FAIL: slower",
	inconclusive: "INCONCLUSIVE",
	unfit: "HOST-UNFIT",
	broken: "FAIL: the candidate broke",
};

export function compareText(data: ComparisonData, judged: ComparisonVerdict): string {
	const table = new Table({
		head: [
			"workload",
			"metric",
			"slower by",
			"interval",
			"margin",
			"sees",
			"p",
			"rounds",
			"verdict",
		],
		style: { head: [], border: [] },
	});
	for (const each of judged.metrics) table.push(row(each));
	const lines = [table.toString()];
	lines.push("slower by: the candidate against the baseline, + is worse; sees: smallest slow-down");
	lines.push("found at 80 %; p: slower than the margin, adjusted for the other metrics.");
	for (const { workload, metric, verdict, reason } of judged.metrics) {
		if (verdict !== "pass") lines.push(`${workload} ${metric}: ${reason}`);
	}
	const control = judged.control.map((each) => `${each.workload} ${percent(each.estimate)}`);
	if (control.length > 0) lines.push(`A/A, a copy of the baseline: ${control.join(", ")}`);
	for (const each of judged.proof) {
		const seen = each.verdict === "fail" ? "seen" : "not seen";
		const injected = percent(data.plan.delay);
		lines.push(
			`proof, calls ${injected} longer: ${each.workload} ${percent(each.estimate)}, ${seen}`,
		);
	}
	lines.push(`seed ${data.plan.seed}, look ${judged.look + 1} of ${data.plan.looks.length}`);
	lines.push(`${words[judged.verdict]}: ${judged.reason}`);
	return lines.join("\n");
}

function row(each: MetricVerdict): string[] {
	const isBounded = each.low !== undefined && each.high !== undefined;
	return [
		each.workload,
		each.severity === "hard" ? each.metric : `${each.metric} (advisory)`,
		percent(each.estimate),
		isBounded ? `${percent(each.low)} .. ${percent(each.high)}` : "-",
		percent(each.margin),
		each.detectable === undefined ? "-" : percent(each.detectable).replace("+", ""),
		each.pSlower.toPrecision(2),
		String(each.rounds),
		each.verdict,
	];
}
