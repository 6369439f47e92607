/** Which engines are swapped for which. Pure. */
import type { PreparedEngine } from "../contract/index.ts";

export interface SwapPair {
	readonly from: number;
	readonly to: number;
}

const canSwap = ({ file }: PreparedEngine) => file.descriptor.capabilities.includes("swap");

/**
 * With a baseline: every candidate for it, and back. Two engines named for `swap`: the first for
 * the second, and back. The built-in engines: nvme and nvme-uring, which share a format. Otherwise
 * nothing says that two engines read each other's format, so each is reloaded to itself.
 */
export function swapPairs(
	engines: readonly PreparedEngine[],
	kind: "built-in" | "baseline" | "named-pair" | "separate",
): SwapPair[] {
	const bothWays = (a: number, b: number) => [
		{ from: a, to: b },
		{ from: b, to: a },
	];
	switch (kind) {
		case "baseline": {
			const baseline = engines.length - 1;
			return engines.slice(0, -1).flatMap((_, candidate) => bothWays(baseline, candidate));
		}
		case "named-pair":
			return bothWays(0, 1);
		case "built-in": {
			const indexOf = (name: string) =>
				engines.findIndex(({ file }) => file.descriptor.name === name);
			const [from, to] = [indexOf("nvme"), indexOf("nvme-uring")];
			return from < 0 || to < 0 ? [] : bothWays(from, to);
		}
		case "separate":
			return engines.flatMap((engine, index) =>
				canSwap(engine) ? [{ from: index, to: index }] : [],
			);
	}
}
