/** stdout holds results and nothing else; everything said to people on the way goes to stderr. */
import { writeSync } from "node:fs";

/**
 * Written whole before it returns, also to a pipe that whoever started us made non-blocking (a
 * document was once seen cut at its 64 KiB). A reader that went away (`| head`) is no failure of
 * ours.
 */
export async function printResult(text: string): Promise<void> {
	const bytes = Buffer.from(text.endsWith("\n") ? text : `${text}\n`);
	for (let at = 0; at < bytes.length; ) {
		try {
			at += writeSync(1, bytes, at);
		} catch (error) {
			const code = error instanceof Error && "code" in error ? error.code : undefined;
			if (code === "EPIPE") return;
			if (code !== "EAGAIN") throw error;
			await Bun.sleep(1);
		}
	}
}

export async function printJson(document: unknown): Promise<void> {
	await printResult(JSON.stringify(document, null, "\t"));
}

/** Not by way of the stream, which takes longer to load than a short command needs in all. */
export function say(line: string): void {
	const bytes = Buffer.from(`${line}\n`);
	let at = 0;
	try {
		while (at < bytes.length) at += writeSync(2, bytes, at);
	} catch {
		// Such as a pipe that is full: the stream waits for it.
		process.stderr.write(bytes.subarray(at));
	}
}

/** Colour where a person looks, unless they said no (https://no-color.org). */
export function wantsColor(noColor: boolean, stream: { isTTY?: boolean }): boolean {
	return !noColor && !process.env.NO_COLOR && process.env.TERM !== "dumb" && stream.isTTY === true;
}

/** Of the terminal that reads, else what its user exports for pagers, else what fits most. */
export function columnsOf(stream: { columns?: number | undefined }): number {
	const exported = process.env.COLUMNS ?? "";
	const asked = /^[1-9]\d{0,3}$/.test(exported) ? Number(exported) : 100;
	return stream.columns ?? asked;
}
