import { failingVerdicts, type RunRecord, type SwapResult } from "../schema/index.ts";
import { evidenceLines, stepsOf } from "./evidence.ts";
import { formatCount, formatNs, type Paint, toneOf } from "./format.ts";
import { again } from "./next.ts";
import { type Cell, type ColumnOf, fitting, table } from "./table.ts";
import { safe, wrap, wrapCommand } from "./text.ts";

const columnsOf: readonly ColumnOf<SwapResult>[] = [
	{ head: "drill", most: 40, cell: ({ id }) => ({ text: safe(id, 60) }) },
	{ head: "from", most: 44, cell: ({ from }) => ({ text: safe(from, 40) }) },
	{ head: "to", most: 44, cell: ({ to }) => ({ text: safe(to, 40) }) },
	{ head: "verdict", cell: ({ verdict }) => ({ text: verdict, tone: toneOf(verdict) }) },
	{ head: "swaps", align: "right", cell: ({ count }) => ({ text: formatCount(count) }) },
	{
		...{ head: "writes", align: "right" },
		cell: ({ acknowledgedWrites }) => ({ text: formatCount(acknowledgedWrites) }),
	},
	{ head: "lost", align: "right", cell: lostCell },
	{ head: "stall max", align: "right", cell: ({ stallNsMax }) => ({ text: formatNs(stallNsMax) }) },
];

/** Where names would be cut, the sizes of the drill go first. */
const narrower: readonly (readonly string[])[] = [[], ["writes"], ["writes", "swaps"]];

export function swapLines(
	record: RunRecord,
	columns: number,
	paint: Paint,
	assay = "assay",
): string[] {
	const swaps = record.engines.flatMap((engine) => engine.swaps);
	if (swaps.length === 0) {
		return [];
	}
	return [
		paint("Swaps", "strong"),
		...drillTable(swaps, columns, paint),
		...swaps.flatMap((swap) => detail(swap, again(record, assay, swap.id), columns)),
	];
}

function drillTable(swaps: readonly SwapResult[], columns: number, paint: Paint): string[] {
	const layouts = narrower.map((without) =>
		columnsOf.filter(({ head }) => !without.includes(head)),
	);
	const { heads, cells } = fitting(layouts, swaps, columns);
	return table(heads, cells, columns, paint);
}

function lostCell({ lostWrites }: SwapResult): Cell {
	const text = formatCount(lostWrites);
	return lostWrites === undefined || lostWrites === 0 ? { text } : { text, tone: "bad" };
}

/** `rerun`: the drill again, for one that left no case file. */
function detail(swap: SwapResult, rerun: string, columns: number): string[] {
	if (swap.verdict === "pass") {
		return [];
	}
	const where = `${safe(swap.id, 60)} ${safe(swap.from, 40)} -> ${safe(swap.to, 40)}`;
	const lines = wrap(`${where} ${swap.verdict}: ${safe(swap.message)}`, columns, "  ");
	if (swap.evidence !== undefined) {
		lines.push(...evidenceLines(swap.evidence, columns, swap.message, stepsOf.drill));
	}
	const { replayCommand = failingVerdicts.has(swap.verdict) ? rerun : undefined } = swap;
	if (replayCommand !== undefined) {
		lines.push("    again:", ...wrapCommand(safe(replayCommand, 4000), columns, "      "));
	}
	return lines;
}
