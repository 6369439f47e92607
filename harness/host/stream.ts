import { closeSync, openSync, writeSync } from "node:fs";
import type { Observation } from "../contract/index.ts";

/**
 * The NDJSON stream of a host process. It begins with the nonce and ends with it and the number of
 * lines before: a process that ended in any other way - `exit(0)` in a plugin included - has not
 * completed, whatever its exit code says.
 */
export class ObservationWriter {
	readonly #descriptor: number;
	readonly #nonce: string;
	#lines = 0;

	constructor(path: string, nonce: string) {
		this.#descriptor = openSync(path, "a");
		this.#nonce = nonce;
		this.write({ kind: "hello", nonce, pid: process.pid });
	}

	write(observation: Observation): void {
		writeSync(this.#descriptor, `${JSON.stringify(observation)}\n`);
		this.#lines++;
	}

	end(): void {
		this.write({ kind: "end", nonce: this.#nonce, lines: this.#lines });
		closeSync(this.#descriptor);
	}
}

export interface ParsedStream {
	/** Without `hello` and `end`. */
	readonly observations: readonly Observation[];
	/** Whether it began with our nonce: before that line nothing of the engine was touched. */
	readonly greeted: boolean;
	/** Whether the terminator is there, with our nonce and the right count. */
	readonly terminated: boolean;
	/** Of the process; undefined before its greeting. */
	readonly pid: number | undefined;
}

/** Pure: what a stream's text says. A torn last line is what a killed process leaves. */
export function parseStream(text: string, nonce: string): ParsedStream {
	const parsed: Observation[] = [];
	for (const line of text.split("\n")) {
		if (line === "") continue;
		try {
			parsed.push(JSON.parse(line) as Observation);
		} catch {
			break;
		}
	}
	const first = parsed[0];
	const last = parsed.at(-1);
	const greeted = first?.kind === "hello" && first.nonce === nonce;
	const terminated =
		greeted && last?.kind === "end" && last.nonce === nonce && last.lines === parsed.length - 1;
	const observations = parsed.filter((one) => one.kind !== "hello" && one.kind !== "end");
	return { observations, greeted, terminated, pid: greeted ? first.pid : undefined };
}
