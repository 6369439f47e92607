import type { RunRecord } from "../../schema/index.ts";
import { reportCases, worstFirst } from "../pipelines/cases.ts";
import { fullName, named, type Outcome, type ReportCase } from "../pipelines/report-case.ts";
import { sentences } from "../sentences.ts";
import { safe, withinBytes } from "../text.ts";
import { document, type Link } from "./document.ts";
import { historyBlocks, type SeriesHistory } from "./history-section.ts";
import { lanesFigure } from "./lanes.ts";
import { htmlTable, markup } from "./markup.ts";
import { matrixBlocks } from "./matrix.ts";
import { machineBlocks } from "./noise.ts";
import { swapBlocks } from "./swaps.ts";
import { workloadBlocks } from "./workloads.ts";

/** Beside head and style, which have 20 kB. */
const bytesMost = 1_980_000;

/**
 * One file without scripts or references: verdict and gates, what broke and how to replay it, the
 * check matrix, workloads, swaps, the series of a history if there is one, machine. Not in it: a
 * comparison with a baseline, which has a record of its own.
 */
export function toHtml(
	record: RunRecord,
	home: readonly Link[] = [],
	history?: readonly SeriesHistory[],
): string {
	const cases = worstFirst(reportCases(record)).filter(({ kind }) => kind !== "run");
	const results = cases.filter(({ kind }) => kind !== "gate");
	const owed = results.filter(({ outcome }) => outcome === "failed" || outcome === "errored");
	const ids = new Map(owed.map((one, index) => [one, `case-${index}`] as const));
	const idOf = (one: ReportCase) => ids.get(one);
	const sections: readonly (readonly [id: string, title: string, blocks: readonly string[]])[] = [
		["gates", "Gates", gates(cases.filter(({ kind }) => kind === "gate"))],
		[
			"broke",
			`What broke or is missing (${owed.length})`,
			owed.map((one) => detail(one, idOf(one))),
		],
		["checks", "Checks", matrixBlocks(record, cases, idOf)],
		["workloads", "Workloads", workloadBlocks(record, cases, idOf)],
		[
			"swaps",
			"Swaps",
			swapBlocks(
				record,
				cases.filter(({ kind }) => kind === "swap"),
				idOf,
			),
		],
		...(history === undefined ? [] : [["history", "History", historyBlocks(history)] as const]),
		["machine", "Machine and noise", machineBlocks(record)],
	];
	const rendered = sections.map(([id, title, own]) => [
		markup`<h2 id="${id}" tabindex="-1">${title}</h2>`,
		...(own.every((block) => block === "") ? ["<p>None.</p>"] : own),
	]);
	const most = sectionBytesMost(rendered);
	const kept = rendered.flatMap((own) => withinBytes(own, most, paragraph));
	const nav = [...home, ...sections.map(([id]) => [`#${id}`, id] as const)];
	return document(`assay ${record.verdict}`, nav, [...top(record), "<main>", ...kept, "</main>"]);
}

const paragraph = (sentence: string) => `<p>${sentence}</p>`;

/** Long sections are cut at their ends, so that short ones after them stay whole. */
function sectionBytesMost(sections: readonly (readonly string[])[]): number {
	const sizes = sections.map((own) =>
		own.reduce((sum, block) => sum + Buffer.byteLength(block) + 2, 0),
	);
	let left = bytesMost;
	for (const [index, size] of [...sizes].sort((a, b) => a - b).entries()) {
		const share = left / (sizes.length - index);
		if (size > share) return share;
		left -= size;
	}
	return bytesMost;
}

function top({ verdict, complete, seed, engines, ...record }: RunRecord): string[] {
	const outcome: Outcome =
		verdict === "pass" && complete ? "passed" : verdict === "fail" ? "failed" : "errored";
	const names = engines.map(({ name }) => named(name)).join(", ") || "no engine";
	const facts = `${record.command}, profile ${record.profile}, seed ${seed}, ${record.startedAt}`;
	return [
		markup`<h1><span class="${outcome}">${verdict.toUpperCase()}</span> ${sentences[verdict]}</h1>`,
		markup`<p>${names}</p><p>${safe(facts)}</p>`,
		complete ? "" : '<p class="errored">Interrupted: what is missing was not shown.</p>',
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

function detail(one: ReportCase, id = ""): string {
	const lines = one.evidence ?? [];
	const evidence =
		lines.length === 0
			? ""
			: `<pre tabindex="0">${lines.map((line) => markup`${line}`).join("\n")}</pre>`;
	const { replayCommand } = one;
	const again =
		replayCommand === undefined
			? ""
			: markup`<p>again:</p><pre class="again" tabindex="0">${replayCommand}</pre>`;
	const head = markup`<h3>${fullName(one)}: <span class="${one.outcome}">${one.verdict}</span></h3>`;
	return [
		markup`<section class="case" id="${id}" tabindex="-1">`,
		...[head, markup`<p>${one.message}</p>`, lanesFigure(one.lanes), evidence, again],
		"</section>",
	].join("");
}
