import { escapeXml } from "../pipelines/junit.ts";
import { safe } from "../text.ts";

/** A tag function: what stands in the braces is text of a record, escaped wherever it stands. */
export function markup(parts: TemplateStringsArray, ...values: (string | number)[]): string {
	return parts.reduce((text, part, index) => {
		const value = values[index - 1];
		return `${text}${escapeXml(typeof value === "number" ? String(value) : safe(value ?? "", 40_000))}${part}`;
	});
}

export interface Cell {
	readonly text: string;
	/** `n` for a number, or an outcome. */
	readonly kind?: string;
}

export function htmlTable(
	caption: string,
	heads: readonly string[],
	rows: readonly (readonly Cell[])[],
): string {
	if (rows.length === 0) return "";
	const head = heads.map((text) => markup`<th scope="col">${text}</th>`).join("");
	const body = rows.map((row) => {
		const cells = row.map(({ text, kind }) =>
			kind === undefined ? markup`<td>${text}</td>` : markup`<td class="${kind}">${text}</td>`,
		);
		return `<tr>${cells.join("")}</tr>`;
	});
	const title = markup`<caption>${caption}</caption>`;
	return `<div class="wide"><table>${title}<thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}
