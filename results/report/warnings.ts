import { safe, wrap } from "./text.ts";

/** One remark about a workload of an engine. */
export interface Remark {
	readonly engine: string;
	readonly workload: string;
	readonly text: string;
}

const namesMost = 3;
const numbers = /(?<![\w.-])\d+(?:\.\d+)?(?![\w.-]*\w)/g;

/**
 * Remarks that differ in nothing but their numbers, told once: with the range of each number, and
 * with whom they are about. `total` is how many workloads an engine has.
 */
export function remarkLines(
	remarks: readonly Remark[],
	total: (engine: string) => number,
	columns: number,
): string[] {
	const readable = remarks.map((each) => ({ ...each, text: safe(each.text, 300) }));
	const alike = Map.groupBy(readable, ({ text }) => text.replace(numbers, "#"));
	return [...alike.values()].flatMap((group) => {
		const byEngine = Map.groupBy(group, ({ engine }) => engine);
		const whom = [...byEngine].map(([engine, own]) => {
			const ids = [...new Set(own.map(({ workload }) => safe(workload, 60)))];
			return `${safe(engine, 40)} ${named(ids, total(engine))}`;
		});
		const text = `${whom.join("; ")}: ${merged(group.map((each) => each.text))}`;
		return wrap(text, columns, "  ");
	});
}

function named(ids: readonly string[], total: number): string {
	if (ids.length > 1 && ids.length === total) return `all ${total} workloads`;
	const rest = ids.length - namesMost;
	return rest > 0 ? `${ids.slice(0, namesMost).join(", ")} and ${rest} more` : ids.join(", ");
}

/** The first text, with `least..most` in place of each number that differs. */
function merged(texts: readonly string[]): string {
	const found = texts.map((text) => text.match(numbers) ?? []);
	let index = -1;
	return (texts[0] ?? "").replace(numbers, (own) => {
		index++;
		const values = found.map((each) => each[index] ?? own);
		const sorted = [...new Set(values)].sort((a, b) => Number(a) - Number(b));
		return sorted.length > 1 ? `${sorted[0]}..${sorted.at(-1)}` : own;
	});
}
