/** stdout holds results and nothing else; everything said to people on the way goes to stderr. */

/** Written whole before it returns; a reader that went away (`| head`) is no failure of ours. */
export async function printResult(text: string): Promise<void> {
	const line = text.endsWith("\n") ? text : `${text}\n`;
	try {
		await Bun.write(Bun.stdout, line);
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
	}
}

export async function printJson(document: unknown): Promise<void> {
	await printResult(JSON.stringify(document, null, "\t"));
}

export function say(line: string): void {
	process.stderr.write(`${line}\n`);
}

/** Colour where a person looks, unless they said no (https://no-color.org). */
export function wantsColor(noColor: boolean, stream: { isTTY?: boolean }): boolean {
	return !noColor && !process.env.NO_COLOR && process.env.TERM !== "dumb" && stream.isTTY === true;
}
