import { markup } from "./markup.ts";
import { style } from "./style.ts";

/** Whatever an engine smuggled into a page, it could load nothing, run nothing and send nothing. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export type Link = readonly [to: string, text: string];

/** A whole page, reached by the keyboard from its first stop on. `body` is markup. */
export function document(title: string, links: readonly Link[], body: readonly string[]): string {
	const nav = links.map(([to, text]) => markup`<a href="${to}">${text}</a>`).join("");
	return `${[
		...["<!DOCTYPE html>", '<html lang="en"><head><meta charset="utf-8"/>'],
		`<meta http-equiv="Content-Security-Policy" content="${policy}"/>`,
		'<meta name="viewport" content="width=device-width, initial-scale=1"/>',
		'<meta name="referrer" content="no-referrer"/>',
		markup`<title>${title}</title>`.concat(`<style>${style}</style></head><body>`),
		`<nav aria-label="parts of this page">${nav}</nav>`,
		...body,
		"</body></html>",
	].join("\n")}\n`;
}
