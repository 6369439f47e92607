import { statusText } from "./status-text.ts";

/**
 * An operation on the primary engine and, when that fails, on its fallback. The original error is
 * kept beside the answer and logged, whatever the fallback does: a fallback that serves hides
 * nothing. The fallback is an engine over the same data (bse_get_fallback_engine): over other data
 * a read after a failed-over write would go back in time.
 *
 * Not covered: a call that never returns, which nothing in its process can end.
 */
export type Serving = "primary" | "fallback";

export interface FallbackRequest {
	/** For the log: "write of block 7". */
	readonly operation: string;
	/** A status: 0 and above is success, else a negative errno. It may throw. */
	readonly primary: () => number;
	/** Undefined: the primary's answer is all there is. */
	readonly fallback: (() => number) | undefined;
	/** Why the primary is not asked at all, an open circuit for one. */
	readonly refused?: string | undefined;
}

export interface FallbackEntry {
	readonly operation: string;
	readonly atMs: number;
	/** What the primary said. */
	readonly original: string;
	readonly outcome: "fallback-served" | "fallback-failed" | "no-fallback";
	/** What the fallback said, when it failed too. */
	readonly second?: string;
}

export interface FallbackAnswer {
	readonly by: Serving;
	readonly status: number;
	/** The primary's error, when the fallback was asked. */
	readonly original?: string;
}

/** Both failed, at least one of them by an exception: the first error is the cause. */
export class FallbackFailed extends Error {
	override name = "FallbackFailed";
}

/**
 * Answers, not failures: absent; the caller's mistake; wait and try again; no such function. And
 * -ESTALE: another engine has taken over, and what a fenced writer must not write, nobody writes
 * for it.
 */
const answers = new Set([-2, -22, -34, -11, -38, -116]);

/** The device's or the engine's own failure, which another engine may not have. */
export const isFailure = (status: number): boolean => status < 0 && !answers.has(status);

type Tried =
	| { readonly served: number }
	| { readonly status: number; readonly error: string }
	| { readonly thrown: unknown; readonly error: string };

function attempt(call: () => number): Tried {
	try {
		const status = call();
		return isFailure(status) ? { status, error: statusText(status) } : { served: status };
	} catch (thrown) {
		return { thrown, error: thrown instanceof Error ? thrown.message : String(thrown) };
	}
}

export function executeWithFallback(
	request: FallbackRequest,
	nowMs: () => number,
	log: (entry: FallbackEntry) => void,
): FallbackAnswer {
	const { operation, refused } = request;
	const first: Tried =
		refused === undefined
			? attempt(request.primary)
			: { thrown: new Error(refused), error: refused };
	if ("served" in first) return { by: "primary", status: first.served };
	const original = first.error;
	const note = (outcome: FallbackEntry["outcome"], second?: string) =>
		log({ operation, atMs: nowMs(), original, outcome, ...(second ? { second } : {}) });
	if (request.fallback === undefined) {
		note("no-fallback");
		if ("status" in first) return { by: "primary", status: first.status };
		throw new FallbackFailed(`${operation}: ${original}`, { cause: first.thrown });
	}
	const then = attempt(request.fallback);
	if ("served" in then) {
		note("fallback-served");
		return { by: "fallback", status: then.served, original };
	}
	note("fallback-failed", then.error);
	// The original error is the one that tells what is wrong.
	if ("status" in first) return { by: "primary", status: first.status, original };
	const both = `${operation}: ${original}; the fallback: ${then.error}`;
	throw new FallbackFailed(both, { cause: first.thrown });
}
