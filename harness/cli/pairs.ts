/** Which engines are swapped for which. Pure. */
import type { PreparedEngine, Profile } from "../contract/index.ts";

export interface SwapPair {
	readonly from: number;
	readonly to: number;
}

/** Built-in engines that read each other's format. */
const oneFormat = ["nvme", "nvme-pool", "nvme-batch", "nvme-uring"];

/** Whether these words, as a user gave them, name engines of one format. */
export function shareFormat(words: readonly string[]): boolean {
	return words.every((word) => oneFormat.includes(word)) && new Set(words).size === words.length;
}

const canSwap = ({ file }: PreparedEngine) => file.descriptor.capabilities.includes("swap");

export type PairKind = "built-in" | "built-in-all" | "baseline" | "named-pair" | "separate";

/** What this command line asks for. */
export function pairKind(
	command: string,
	options: { readonly baseline?: string | undefined; readonly engines: readonly string[] },
	{ depth }: Pick<Profile, "depth">,
): PairKind {
	const { baseline, engines } = options;
	if (baseline !== undefined) return "baseline";
	if (engines.length === 0) return depth === "certification" ? "built-in-all" : "built-in";
	if (command !== "swap" || engines.length < 2) return "separate";
	if (engines.length === 2) return "named-pair";
	return shareFormat(engines) ? "built-in-all" : "separate";
}

/**
 * With a baseline: every candidate for it, and back. Two engines named for `swap`: the first for
 * the second, and back. The built-in engines: nvme and nvme-uring, which share a format; where all
 * pairs are asked for, each of the four that do for each. Otherwise nothing says that two engines
 * read each other's format, so each is reloaded to itself.
 */
export function swapPairs(engines: readonly PreparedEngine[], kind: PairKind): SwapPair[] {
	const bothWays = (a: number, b: number) => [
		{ from: a, to: b },
		{ from: b, to: a },
	];
	const indexOf = (name: string) => engines.findIndex(({ file }) => file.descriptor.name === name);
	switch (kind) {
		case "baseline": {
			const baseline = engines.length - 1;
			return engines.slice(0, -1).flatMap((_, candidate) => bothWays(baseline, candidate));
		}
		case "named-pair":
			return bothWays(0, 1);
		case "built-in": {
			const [from, to] = [indexOf("nvme"), indexOf("nvme-uring")];
			return from < 0 || to < 0 ? [] : bothWays(from, to);
		}
		case "built-in-all": {
			const there = oneFormat.map(indexOf).filter((index) => index >= 0);
			return there.flatMap((a, at) => there.slice(at + 1).flatMap((b) => bothWays(a, b)));
		}
		case "separate":
			return engines.flatMap((engine, index) =>
				canSwap(engine) ? [{ from: index, to: index }] : [],
			);
	}
}
