import type { RunRecord, SwapResult } from "../schema/index.ts";
import { evidenceLines } from "./evidence.ts";
import { formatCount, formatNs, type Paint, toneOf } from "./format.ts";
import { type Cell, table } from "./table.ts";
import { safe, wrap, wrapCommand } from "./text.ts";

const heads = [
	{ head: "drill", most: 40 },
	{ head: "from", most: 24 },
	{ head: "to", most: 24 },
	{ head: "verdict" },
	{ head: "swaps", align: "right" },
	{ head: "writes", align: "right" },
	{ head: "lost", align: "right" },
	{ head: "stall max", align: "right" },
] as const;

export function swapLines(record: RunRecord, columns: number, paint: Paint): string[] {
	const swaps = record.engines.flatMap((engine) => engine.swaps);
	if (swaps.length === 0) {
		return [];
	}
	return [
		paint("Swaps", "strong"),
		...table(heads, swaps.map(row), columns, paint),
		...swaps.flatMap((swap) => detail(swap, columns)),
	];
}

function row(swap: SwapResult): Cell[] {
	const bad = swap.lostWrites !== undefined && swap.lostWrites !== 0;
	return [
		{ text: safe(swap.id, 60) },
		{ text: safe(swap.from, 40) },
		{ text: safe(swap.to, 40) },
		{ text: swap.verdict, tone: toneOf(swap.verdict) },
		{ text: formatCount(swap.count) },
		{ text: formatCount(swap.acknowledgedWrites) },
		bad
			? { text: formatCount(swap.lostWrites), tone: "bad" }
			: { text: formatCount(swap.lostWrites) },
		{ text: formatNs(swap.stallNsMax) },
	];
}

function detail(swap: SwapResult, columns: number): string[] {
	if (swap.verdict === "pass") {
		return [];
	}
	const where = `${safe(swap.id, 60)} ${safe(swap.from, 40)} -> ${safe(swap.to, 40)}`;
	const lines = wrap(`${where} ${swap.verdict}: ${safe(swap.message)}`, columns, "  ");
	if (swap.evidence !== undefined) {
		lines.push(...evidenceLines(swap.evidence, columns, swap.message));
	}
	if (swap.replayCommand !== undefined) {
		lines.push("    again:", ...wrapCommand(safe(swap.replayCommand, 4000), columns, "      "));
	}
	return lines;
}
