import { safe } from "../text.ts";

/**
 * Letters, digits and what separates words, in an order of which no mark-up, mention, emoji, link,
 * reference or list item can be made, wherever in a line it stands.
 */
const harmless = /^(?!\d+[.)]|.*www\.|.*:[^ ]|.*_)[a-z0-9(][\w ,.;:()'%+=/-]*$/i;

/** In a line: as it is where nothing in it can be mark-up, else as code, which renders verbatim. */
export function prose(text: string): string {
	const printable = safe(text);
	return harmless.test(printable) ? printable : code(printable);
}

/** In a table, whose cells end at a bar even within code. */
export function cell(text: string): string {
	const printable = safe(text, 200).replaceAll("|", "\\x7c");
	return harmless.test(printable) ? printable : code(printable);
}

/** Between more backticks than any run within. */
function code(text: string): string {
	const fence = "`".repeat(longestRun(text) + 1);
	const padded = text === "" || /^[` ]|[` ]$/.test(text) ? ` ${text} ` : text;
	return `${fence}${padded}${fence}`;
}

/** Lines verbatim. */
export function block(lines: readonly string[]): string {
	const fence = "`".repeat(Math.max(3, longestRun(lines.join("\n")) + 1));
	return [`${fence}text`, ...lines, fence].join("\n");
}

function longestRun(text: string): number {
	return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
