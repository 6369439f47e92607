import { escapeXml } from "../pipelines/junit.ts";
import { safe } from "../text.ts";

/** Numbers as we format them, and most names: nothing in them means anything to HTML. */
const plain = /^[A-Za-z0-9 .,:;%()+_-]{0,200}$/;

export function escaped(text: string): string {
	return plain.test(text) ? text : escapeXml(safe(text, 40_000));
}

/** A tag function: what stands in the braces is text of a record, escaped wherever it stands. */
export function markup(parts: TemplateStringsArray, ...values: (string | number)[]): string {
	return parts.reduce((text, part, index) => `${text}${escaped(String(values[index - 1]))}${part}`);
}

export interface Cell {
	readonly text: string;
	/** `n` for a number, or an outcome. */
	readonly kind?: string;
	/** Where it leads: `#` and the id of an element of this page, or a page of the same server. */
	readonly to?: string;
}

export function htmlTable(
	caption: string,
	heads: readonly string[],
	rows: readonly (readonly Cell[])[],
): string {
	if (rows.length === 0) return "";
	const body = rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`);
	return table("", caption, heads, body);
}

function cell({ text, kind, to }: Cell): string {
	const shown = to === undefined ? escaped(text) : markup`<a href="${to}">${text}</a>`;
	return kind === undefined
		? `<td>${shown}</td>`
		: markup`<td class="${kind}">`.concat(shown, "</td>");
}

/** The numbers behind a chart: everything but the first column is a number, and short to write. */
export function numberTable(
	caption: string,
	heads: readonly string[],
	rows: readonly (readonly string[])[],
): string {
	const body = rows.map(
		(row) =>
			`<tr>${row.map((text) => (text === "" ? "<td/>" : `<td>${escaped(text)}</td>`)).join("")}</tr>`,
	);
	return table(' class="num"', caption, heads, body);
}

function table(
	attributes: string,
	caption: string,
	heads: readonly string[],
	body: readonly string[],
): string {
	const head = heads.map((text) => markup`<th scope="col">${text}</th>`).join("");
	const title = markup`<caption>${caption}</caption>`;
	// Scrolls by itself where it is too wide, and then has to be in reach of the keyboard.
	return `<div class="wide" tabindex="0"><table${attributes}>${title}<thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

/** A chart with what it shows as a table, closed until somebody opens it. */
export function figure(caption: string, chart: string, behind: string): string {
	const title = markup`<figcaption>${caption}</figcaption>`;
	return `<figure>${title}${chart}<details><summary>as a table</summary>${behind}</details></figure>`;
}

/** What a record does not have is said where it would stand. */
export function missing(text: string): string {
	return markup`<p class="missing">${text}</p>`;
}
