import type { RunRecord } from "../../schema/index.ts";
import { formatCount, formatNs } from "../format.ts";
import { reportCases, worstFirst } from "../pipelines/cases.ts";
import { fullName, named, type Outcome, type ReportCase } from "../pipelines/report-case.ts";
import { sentences } from "../sentences.ts";
import { safe, withinBytes } from "../text.ts";
import { htmlTable, markup } from "./markup.ts";
import { style } from "./style.ts";
import { workloadBlocks } from "./workloads.ts";

/** Beside head and style, which have 20 kB. */
const bytesMost = 1_980_000;

/**
 * One file without scripts or references: verdict and gates, what broke and how to replay it, the
 * check matrix, workloads, swaps, machine. Not in it: history, and a comparison with a baseline.
 */
export function toHtml(record: RunRecord): string {
	const cases = worstFirst(reportCases(record)).filter(({ kind }) => kind !== "run");
	const results = cases.filter(({ kind }) => kind !== "gate");
	const owed = results.filter(({ outcome }) => outcome === "failed" || outcome === "errored");
	const blocks = [
		...['<h2 id="gates">Gates</h2>', ...gates(cases.filter(({ kind }) => kind === "gate"))],
		...[`<h2 id="broke">What broke or is missing (${owed.length})</h2>`, ...owed.map(detail)],
		...['<h2 id="checks">Checks</h2>', ...matrix(record, cases)],
		...['<h2 id="workloads">Workloads</h2>', ...workloadBlocks(record)],
		...['<h2 id="swaps">Swaps</h2>', swaps(cases.filter(({ kind }) => kind === "swap"))],
		...['<h2 id="machine">Machine and noise</h2>', machine(record)],
	];
	const head = [
		...["<!DOCTYPE html>", '<html lang="en"><head><meta charset="utf-8"/>'],
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>",
		'<meta name="viewport" content="width=device-width, initial-scale=1"/>',
		...[
			`<title>assay ${record.verdict}</title><style>${style}</style></head><body>`,
			...top(record),
		],
	];
	const kept = withinBytes(blocks, bytesMost, (sentence) => `<p>${sentence}</p>`);
	return `${[...head, ...kept, "</body></html>"].join("\n")}\n`;
}

function top(record: RunRecord): string[] {
	const { verdict, complete, seed, engines } = record;
	const outcome: Outcome =
		verdict === "pass" && complete ? "passed" : verdict === "fail" ? "failed" : "errored";
	const names = engines.map(({ name }) => named(name)).join(", ") || "no engine";
	const facts = `${record.command}, profile ${record.profile}, seed ${seed}, ${record.startedAt}`;
	const links = ["gates", "broke", "checks", "workloads", "swaps", "machine"];
	return [
		markup`<h1><span class="${outcome}">${verdict.toUpperCase()}</span> ${sentences[verdict]}</h1>`,
		markup`<p>${names}</p><p>${safe(facts)}</p>`,
		complete ? "" : '<p class="errored">Interrupted: what is missing was not shown.</p>',
		`<nav>${links.map((id) => `<a href="#${id}">${id}</a>`).join("")}</nav>`,
	];
}

function gates(cases: readonly ReportCase[]): string[] {
	const table = (own: readonly ReportCase[], caption: string) =>
		htmlTable(
			caption,
			["result", "gate", "observed; asked"],
			own.map((one) => [
				{ text: one.verdict, kind: one.outcome },
				...[{ text: fullName(one) }, { text: one.message }],
			]),
		);
	const bad = cases.filter(({ outcome }) => outcome !== "passed");
	const good = table(
		cases.filter(({ outcome }) => outcome === "passed"),
		"passing gates",
	);
	const count = cases.length - bad.length;
	return [
		table(bad, "gates that do not pass"),
		good === "" ? "" : `<details><summary>${count} gates pass</summary>${good}</details>`,
	];
}

function detail(one: ReportCase): string {
	const lines = one.evidence ?? [];
	const evidence =
		lines.length === 0 ? "" : `<pre>${lines.map((line) => markup`${line}`).join("\n")}</pre>`;
	const { replayCommand } = one;
	const again = replayCommand === undefined ? "" : markup`<p>again:</p><pre>${replayCommand}</pre>`;
	const head = markup`<h3>${fullName(one)}: <span class="${one.outcome}">${one.verdict}</span></h3>`;
	return `<section class="case">${head}${markup`<p>${one.message}</p>`}${evidence}${again}</section>`;
}

function matrix(record: RunRecord, cases: readonly ReportCase[]): string[] {
	const checks = cases.filter(({ kind }) => kind === "check");
	const engines = record.engines.map(({ name }) => named(name));
	const byName = Map.groupBy(checks, ({ name }) => name);
	const rows = [...byName]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, own]) => [
			{ text: name },
			...engines.map((engine) => {
				const one = own.find((each) => each.engine === engine);
				return one === undefined ? { text: "-" } : { text: one.verdict, kind: one.outcome };
			}),
		]);
	const tables: string[] = [];
	for (let from = 0; from < rows.length; from += 100) {
		const part = rows.slice(from, from + 100);
		tables.push(htmlTable("checks by engine", ["check", ...engines], part));
	}
	return tables;
}

function swaps(cases: readonly ReportCase[]): string {
	const heads = ["drill", "verdict", "swaps", "writes", "lost", "wrong reads", "stall max"];
	const rows = cases.map(({ name, verdict, outcome, numbers = {} }) => [
		...[{ text: name }, { text: verdict, kind: outcome }],
		...[numbers.swaps, numbers.acknowledgedWrites, numbers.lostWrites, numbers.wrongReads].map(
			(value) => ({ text: formatCount(value), kind: "n" }),
		),
		{ text: formatNs(numbers.stallNsMax), kind: "n" },
	]);
	return htmlTable("hot swaps", heads, rows);
}

function machine({ host, target, noise }: RunRecord): string {
	const facts = { ...host, ...(target === undefined ? {} : { target: target.path, ...target }) };
	const rows = Object.entries({ ...facts, ...noise }).map(([name, value]) => [
		...[{ text: name }, { text: safe(String(value)) }],
	]);
	return htmlTable("where and beside what it was measured", ["fact", "value"], rows);
}
