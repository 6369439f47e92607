import { Random } from "../../harness/swap/random.ts";

/**
 * Which engine is swapped in next: by the seed, and such that the first one serves whenever
 * the process is looked at, so that what it holds then is compared with the same engine's.
 */
export function route(engines: number, swaps: number, sampleEvery: number, seed: number): number[] {
	if (engines < 2) throw new RangeError("a swap needs two engines at least");
	if (sampleEvery < 2 || sampleEvery % 2 !== 0 || swaps % sampleEvery !== 0) {
		throw new RangeError(`${swaps} swaps can't be looked at every ${sampleEvery}: even, and whole`);
	}
	const path: number[] = [];
	const random = new Random(seed, 0);
	let serving = 0;
	for (let swap = 1; swap <= swaps; swap++) {
		const home = swap % sampleEvery === 0;
		const beforeHome = (swap + 1) % sampleEvery === 0;
		const open = Array.from({ length: engines }, (_, engine) => engine).filter(
			(engine) => engine !== serving && !(beforeHome && engine === 0 && engines > 2),
		);
		const next = home ? 0 : (open[random.below(open.length)] ?? 0);
		path.push(next);
		serving = next;
	}
	return path;
}
