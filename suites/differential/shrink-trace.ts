import { blocksOf, type Step } from "./trace.ts";

/** Runs that shrinking may take. */
const triesMax = 80;

/**
 * The steps up to a difference, without those that it does not need. `differs` runs a trace from
 * scratch and tells where its difference is; the last step kept is the one that differs.
 */
export function shrinkTrace(
	steps: readonly Step[],
	differs: (steps: readonly Step[]) => number | undefined,
	mayGoOn: () => boolean,
): readonly Step[] {
	let left = steps;
	let tries = 0;
	const attempt = (shorter: readonly Step[]): boolean => {
		if (shorter.length >= left.length || tries++ >= triesMax || !mayGoOn()) return false;
		const at = differs(shorter);
		if (at === undefined) return false;
		left = shorter.slice(0, at + 1);
		return true;
	};
	const last = steps.at(-1);
	const blocks = new Set(last === undefined ? [] : blocksOf(last));
	const concerned = steps.filter((step) => blocksOf(step).some((id) => blocks.has(id)));
	if (!attempt(concerned))
		attempt(steps.filter((one) => concerned.includes(one) || !("id" in one)));
	for (let size = left.length >> 1; size >= 1; size >>= 1) {
		for (let from = 0; from < left.length - 1; ) {
			const shorter = left.filter((_, at) => at < from || at >= from + size);
			if (!attempt(shorter)) from += size;
		}
	}
	return left;
}
