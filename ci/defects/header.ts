import { basename } from "node:path";
import { type Verdict, verdictSchema } from "../../results/schema/index.ts";

/** A seeded engine and what its first comment says of it. */
export interface SeededEngine {
	readonly kind: "seeded";
	/** File name without `.c`. */
	readonly name: string;
	/** Number in the catalogue of defects. */
	readonly defect: number;
	readonly title: string;
	/** Ids of checks, drills or (`preflight.` before it) findings; any of them is enough. */
	readonly caughtBy: readonly string[];
	/** How the named check must end; a crash where a failure is expected is no kill. */
	readonly verdicts: readonly Verdict[];
	/**
	 * How often the named checks may try, each time from another seed: more than once only where the
	 * defect is a race or a kill must meet it, and one try on a busy machine shows little.
	 */
	readonly attempts: number;
	/** Checks that must still pass beside the kill. */
	readonly spares: readonly string[];
	/** What the host must have for the check to run: without it the defect stays unjudged. */
	readonly needsHost: readonly string[];
	/** Why the check that shall catch it can't do so yet; a kill is then a failure, too. */
	readonly pending: string | undefined;
}

/** A base without a defect: it must pass everything. */
export interface HonestEngine {
	readonly kind: "honest";
	readonly name: string;
	readonly title: string;
}

export class HeaderError extends Error {}

const keys = [
	"honest",
	"defect",
	"title",
	"caught-by",
	"verdict",
	"attempts",
	"spares",
	"needs",
	"needs-guarantee",
	"needs-host",
	"pending",
	"why",
] as const;

/** Reads `/* defect: 9 ... *\/`, one `key: value` a line, where a line without a key goes on. */
export function parseHeader(path: string, source: string): SeededEngine | HonestEngine {
	const name = basename(path).replace(/\.c$/, "");
	const comment = /^\/\*([\s\S]*?)\*\//.exec(source)?.[1];
	if (comment === undefined) throw new HeaderError(`${path}: it must begin with a comment`);
	const fields = readFields(path, comment);
	const honest = fields.get("honest");
	if (honest !== undefined) return { kind: "honest", name, title: honest };
	const demand = (key: string): string => {
		const value = fields.get(key);
		if (value === undefined || value === "") throw new HeaderError(`${path}: no "${key}:"`);
		return value;
	};
	const list = (key: string) => fields.get(key)?.split(/[\s,]+/) ?? [];
	const defect = Number(demand("defect"));
	if (!Number.isInteger(defect) || Number.parseInt(name, 10) !== defect) {
		throw new HeaderError(`${path}: defect ${demand("defect")} is not the file name's number`);
	}
	demand("why");
	demand("caught-by");
	return {
		kind: "seeded",
		name,
		defect,
		title: demand("title"),
		caughtBy: list("caught-by"),
		verdicts: fields.has("verdict") ? list("verdict").map((one) => verdictOf(path, one)) : ["fail"],
		attempts: attemptsOf(path, fields.get("attempts") ?? "1"),
		spares: list("spares"),
		needsHost: list("needs-host"),
		pending: fields.get("pending"),
	};
}

function readFields(path: string, comment: string): Map<string, string> {
	const fields = new Map<string, string>();
	let last: string | undefined;
	for (const line of comment.split("\n").map((text) => text.replace(/^\s*\*?\s*/, "").trim())) {
		const [, key, value] = /^([a-z]+(?:-[a-z]+)*):\s+(.*)$/.exec(line) ?? [];
		const known = keys.find((each) => each === key);
		if (known !== undefined && value !== undefined) {
			if (fields.has(known)) throw new HeaderError(`${path}: "${known}:" is there twice`);
			fields.set(known, value);
			last = known;
		} else if (key !== undefined && last !== "why") {
			throw new HeaderError(`${path}: "${key}:" is unknown; known are ${keys.join(", ")}`);
		} else if (line !== "" && last !== undefined) {
			fields.set(last, `${fields.get(last)} ${line}`);
		}
	}
	return fields;
}

function verdictOf(path: string, text: string): Verdict {
	const parsed = verdictSchema.safeParse(text);
	if (parsed.success) return parsed.data;
	throw new HeaderError(`${path}: "${text}" is no verdict; known are ${verdictSchema.options}`);
}

const attemptsMost = 5;

function attemptsOf(path: string, text: string): number {
	const attempts = Number(text);
	if (Number.isInteger(attempts) && attempts >= 1 && attempts <= attemptsMost) return attempts;
	throw new HeaderError(`${path}: "attempts: ${text}"; give 1 to ${attemptsMost}`);
}
