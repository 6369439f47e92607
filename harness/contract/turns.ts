/**
 * Host processes that measure the same workload in turns, a slice each, so that a drift of the
 * machine meets all of them. The file is shared memory: see harness/load/turnstile.ts.
 */
export interface Turns {
	readonly path: string;
	/** Whose process this is, from 0. */
	readonly seat: number;
	readonly seats: number;
	/** Of each seat. */
	readonly slices: number;
	/** All measure on the same processor, counted round and round: they differ by a tenth. */
	readonly processor: number;
}

/** Not zero: some process will not take its turn any more, and all end. */
export const givenUpCell = 1;

/** So many 32-bit cells has the file: the turn, whether it was given up, and who is ready. */
export function turnCells(seats: number): number {
	return 2 + seats;
}
