import { named } from "../pipelines/report-case.ts";
import { safe, withinBytes } from "../text.ts";
import type { ComparisonDocument } from "./comparison-document.ts";
import { document, type Link } from "./document.ts";
import { htmlTable, markup } from "./markup.ts";
import { percent, shiftFigure, shiftsOf } from "./shift.ts";

const bytesMost = 1_980_000;

const sentences: Readonly<Record<ComparisonDocument["verdict"], readonly [string, string]>> = {
	pass: ["passed", "every workload is as fast as its margin allows"],
	fail: ["failed", "the candidate is slower"],
	inconclusive: ["errored", "not shown to be as fast, nor to be slower"],
	unfit: ["errored", "a copy of the baseline differs from it: this host can't tell"],
	broken: ["failed", "the candidate broke"],
};
const outcomes = { pass: "passed", fail: "failed", inconclusive: "errored" } as const;

/** A stored comparison as one file: verdict, a line a metric, a shift plot a workload. */
export function comparisonToHtml(
	comparison: ComparisonDocument,
	home: readonly Link[] = [],
): string {
	const { verdict, reason, engines, data, host, profile, startedAt } = comparison;
	const [outcome, sentence] = sentences[verdict];
	const shown = (which: "baseline" | "candidate") =>
		`${named(engines[which].name)} ${safe(engines[which].version, 100)} (${safe(engines[which].digest.slice(0, 12))})`;
	const facts = `profile ${profile}, seed ${data.plan.seed}, ${host.hostname}, ${startedAt}`;
	const workloads = [...new Set(data.rounds.map(({ workload }) => workload))];
	const blocks = [
		markup`<h1><span class="${outcome}">${verdict.toUpperCase()}</span> ${sentence}</h1>`,
		markup`<p>${shown("candidate")} against ${shown("baseline")}</p><p>${safe(facts)}</p>`,
		markup`<p>${safe(reason)}</p>`,
		data.complete ? "" : '<p class="errored">Interrupted: what is missing was not measured.</p>',
		'<h2 id="metrics" tabindex="-1">Metrics</h2>',
		metricTable(comparison),
		controlTable(comparison),
		'<h2 id="shifts" tabindex="-1">Where in the distribution</h2>',
		workloads.length === 0 ? "<p>No round was measured.</p>" : "",
		...workloads.map((workload, index) =>
			markup`<section class="workload" id="workload-${index}"><h3>${named(workload)}</h3>`.concat(
				shiftFigure(shiftsOf(data.rounds, workload), data.plan.margins.p99Ns),
				"</section>",
			),
		),
	];
	const kept = withinBytes(blocks, bytesMost, (told) => `<p>${told}</p>`);
	const nav: readonly Link[] = [...home, ["#metrics", "metrics"], ["#shifts", "shifts"]];
	return document(`assay compare ${verdict}`, nav, ["<main>", ...kept, "</main>"]);
}

function metricTable({ metrics }: ComparisonDocument): string {
	const rows = metrics.map((one) => [
		...[{ text: named(one.workload) }, { text: one.metric }],
		{ text: one.verdict, kind: one.severity === "hard" ? outcomes[one.verdict] : "skipped" },
		...[one.estimate, one.low, one.high, one.margin, one.detectable].map((share) => ({
			text: percent(share),
			kind: "n",
		})),
		...[{ text: String(one.rounds), kind: "n" }, { text: one.severity }],
	]);
	const reasons = metrics
		.filter((one) => one.verdict !== "pass")
		.map((one) => markup`<p>${named(one.workload)} ${one.metric}: ${safe(one.reason)}</p>`);
	const heads = ["workload", "metric", "verdict", "slower by", "from", "to", "margin", "sees"];
	return (
		htmlTable("candidate against baseline", [...heads, "rounds", "gate"], rows) + reasons.join("")
	);
}

function controlTable({ control }: ComparisonDocument): string {
	const rows = control.map(({ workload, estimate, fit }) => [
		...[{ text: named(workload) }, { text: percent(estimate), kind: "n" }],
		{ text: fit ? "fit" : "unfit", kind: fit ? "passed" : "errored" },
	]);
	const heads = ["workload", "slower by", "host"];
	return htmlTable("A/A: the baseline against a copy of itself", heads, rows);
}
