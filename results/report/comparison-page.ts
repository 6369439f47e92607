/** A comparison as a page; the charts' libraries are read when there is one to write. */
export const comparisonFileName = "comparison.html";

/** A string in `problem` says why it can't be read; undefined: the text is no comparison. */
export async function comparisonPage(
	text: string,
	home: readonly (readonly [to: string, text: string])[] = [],
): Promise<{ readonly html: string } | { readonly problem: string } | undefined> {
	const { readComparison } = await import("./html/comparison-document.ts");
	const comparison = readComparison(text);
	if (comparison === undefined) return undefined;
	if (typeof comparison === "string") return { problem: comparison };
	const { comparisonToHtml } = await import("./html/comparison.ts");
	return { html: comparisonToHtml(comparison, home) };
}
