import type { HostUse } from "./host-use.ts";

/** So many in all, and one in so many swaps: less is the runtime's own coming and going. */
const countMin = 6;
const swapsPerOneMax = 4;

/**
 * What every swap leaves behind: descriptors, threads, maps. Pure. Samples are taken after the
 * swaps, each with the engine that served then, since engines hold different numbers; compared is
 * only within one engine, the early half with the late one.
 *
 * Not covered: memory, whose noise over a drill's few swaps is larger than a leak; `bench:swap`
 * has its slope over 10,000.
 */
export interface ServedUse extends HostUse {
	readonly serving: string;
}

export function leftovers(samples: readonly ServedUse[]): string[] {
	const engines = [...new Set(samples.map(({ serving }) => serving))];
	return (["descriptors", "threads", "maps"] as const).flatMap((name) => {
		const grown = engines.map((engine) => growth(samples, engine, name));
		// Every engine's samples show it, whichever engine it was that left something.
		const least = Math.min(...grown.map(({ count }) => count));
		const swaps = Math.min(...grown.map((one) => one.swaps));
		if (grown.length === 0 || least < countMin || least * swapsPerOneMax < swaps) return [];
		return [`${name} grew by ${least} over ${swaps} swaps`];
	});
}

/** Least of the late half over the most of the early one. */
function growth(
	samples: readonly ServedUse[],
	engine: string,
	name: "descriptors" | "threads" | "maps",
) {
	const own = samples.flatMap((sample, swap) =>
		sample.serving === engine ? [{ swap, value: sample[name] }] : [],
	);
	const third = Math.floor(own.length / 3);
	const early = own.slice(0, third);
	const late = own.slice(own.length - third);
	if (third === 0) return { count: 0, swaps: 0 };
	const most = Math.max(...early.map(({ value }) => value));
	const least = Math.min(...late.map(({ value }) => value));
	return { count: least - most, swaps: (late[0]?.swap ?? 0) - (early.at(-1)?.swap ?? 0) };
}
