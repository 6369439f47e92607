/** The command line's entry, and the only place of Assay that exits. */

async function main(words: readonly string[]): Promise<number> {
	const { runCommandLine } = await import("./command-line.ts");
	return await runCommandLine(words, (code) => process.exit(code));
}

/** What fails before the command line can explain itself, such as a file of Assay that is gone. */
function explain(error: unknown): number {
	const message = error instanceof Error ? error.message : String(error);
	const detail = process.env.ASSAY_DEBUG && error instanceof Error ? `\n${error.stack}` : "";
	process.stderr.write(`assay: Assay itself failed: ${message.replace(/\s+/g, " ")}${detail}\n`);
	return 6;
}

// Without await: the bundle is CommonJS.
main(process.argv.slice(2))
	.catch(explain)
	.then((code) => process.exit(code));
