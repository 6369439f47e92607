import type { Place } from "./place.ts";

/** Why a history can't be used; never a reason to change a run's verdict. */
export type StoreProblem =
	/** Named in a way that leads to no store. */
	| "unknown-place"
	| "missing"
	| "unreachable"
	| "read-only"
	/** Others are writing, and did not end. */
	| "busy"
	/** Made by a later Assay. */
	| "newer"
	/** A file or database of something else, or a broken one. */
	| "not-a-history"
	/** What was stored is not what is there now. */
	| "tampered"
	/** The store answered with an error of its own. */
	| "failed";

/** `message` is one sentence: what, where, what to do next. */
export class StoreError extends Error {
	override name = "StoreError";
	readonly problem: StoreProblem;

	constructor(problem: StoreProblem, message: string, cause?: unknown) {
		super(message, cause === undefined ? {} : { cause });
		this.problem = problem;
	}
}

/** What a driver's error means, of SQLite and PostgreSQL alike. */
export function storeError(error: unknown, { kind, shown }: Place): StoreError {
	if (error instanceof StoreError) return error;
	const { code = "", errno = "", message } = described(error);
	const problem = problemOf(code, errno);
	const isFile = kind === "sqlite" && problem === "unreachable";
	const sentence = isFile ? unopened : sentences[problem];
	return new StoreError(problem, `The history ${shown} ${sentence} (${message}).`, error);
}

const unopened = "cannot be opened; see its directory, permissions and the room on its disk";

const sentences: Readonly<Record<StoreProblem, string>> = {
	"unknown-place": "is no place for a history; name a file or a postgres:// URL",
	missing: "is not there; name another with --history",
	unreachable: "cannot be reached; see that the server runs, and that user and database are right",
	"read-only": "is read-only here; see its permissions, or name another, or a copy, with --history",
	busy: "is being written by others; try again",
	newer: "was made by a newer Assay; update this one",
	"not-a-history": "is no history, or is damaged; name another with --history",
	tampered: "was changed; take the run's record from its directory",
	failed: "refused what was asked",
};

function problemOf(code: string, errno: string): StoreProblem {
	if (/^SQLITE_(BUSY|LOCKED)/.test(code) || /^(40001|40P01|55P03|53300)$/.test(errno)) {
		return "busy";
	}
	if (/^SQLITE_(READONLY|PERM)/.test(code) || /^(25006|42501)$/.test(errno)) return "read-only";
	if (/^SQLITE_(CANTOPEN|FULL|IOERR)/.test(code)) return "unreachable";
	if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return "not-a-history";
	// Of PostgreSQL: connection refused or closed, wrong password, no such database, shutting down.
	if (/^ERR_POSTGRES_(CONNECTION|IDLE|LIFETIME|AUTH|PASSWORD|TLS)/.test(code)) return "unreachable";
	if (/^(08|28|3D|57P)/.test(errno)) return "unreachable";
	return "failed";
}

function described(error: unknown): { code?: string; errno?: string; message: string } {
	if (!(error instanceof Error)) return { message: String(error) };
	const text = (name: string) => {
		const value: unknown = Reflect.get(error, name);
		return value === undefined ? {} : { [name]: String(value) };
	};
	return { ...text("code"), ...text("errno"), message: error.message.replace(/\.$/, "") };
}
