import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type FioJob, runFio, type Sample } from "./fio.ts";
import { openOurs } from "./ours.ts";
import type { Row } from "./rows.ts";
import { type Comparison, compareRounds } from "./statistics.ts";

export interface Budget {
	readonly rounds: number;
	readonly warmUpMs: number;
	readonly measureMs: number;
	/** Blocks that either side works on. */
	readonly blocks: number;
}

export interface RowResult {
	readonly row: Row;
	readonly ours: readonly Sample[];
	readonly theirs: readonly Sample[];
	readonly comparison: Comparison;
}

export interface Place {
	readonly fioPath: string;
	readonly engineDirectory: string;
	/** On a disk; gets one file at a time. */
	readonly directory: string;
	readonly seed: number;
}

const metadataBytes = 8 << 20;

/**
 * The file: 8 MiB for the engine's metadata, its blocks, then a region of the same size that the
 * engine does not know (its capacity is given). All of it is written before, so that neither side
 * meets a hole. fio reads the engine's own blocks; it writes to its own region, since the engine's
 * are verified after each run.
 */
export async function compareRow(row: Row, place: Place, budget: Budget): Promise<RowResult> {
	const { blockBytes } = row.workload;
	const regionBytes = budget.blocks * blockBytes;
	const sizeBytes = metadataBytes + 2 * regionBytes;
	const targetPath = join(place.directory, `peers-${process.pid}.target`);
	try {
		writeZeros(targetPath, row.engine === "null" ? blockBytes : sizeBytes);
		const ours = await openOurs({
			enginePath: join(place.engineDirectory, `${row.engine}.so`),
			nullPath: join(place.engineDirectory, "null.so"),
			workload: row.workload,
			budget: { warmUpMs: budget.warmUpMs, measureMs: budget.measureMs, verifyOneIn: 16 },
			targetPath,
			sizeBytes,
			capacityBlocks: budget.blocks,
			seed: place.seed,
		});
		const writes = row.fio.rw === "randwrite";
		const offsetBytes = metadataBytes + (writes ? regionBytes : 0);
		const fio = {
			...row.fio,
			...(row.engine === "null" ? {} : { file: { path: targetPath, offsetBytes } }),
			...{ blockBytes, sizeBytes: regionBytes },
			...{ rampMs: budget.warmUpMs, runMs: budget.measureMs },
		};
		try {
			return await interleave(
				row,
				budget.rounds,
				() => flushFile(targetPath),
				() => ours.measure(),
				(round) => runFio(place.fioPath, { ...fio, seed: place.seed + round } satisfies FioJob),
			);
		} finally {
			ours.close();
		}
	} finally {
		rmSync(targetPath, { force: true });
	}
}

/**
 * Who is first changes from round to round: the second may find the device warmer, or busier. Both
 * begin settled: what one left in the device's cache must not be written back in the other's time.
 */
async function interleave(
	row: Row,
	rounds: number,
	settle: () => void,
	measureOurs: () => Promise<Sample>,
	measureTheirs: (round: number) => Sample,
): Promise<RowResult> {
	const ours: Sample[] = [];
	const theirs: Sample[] = [];
	for (let round = 0; round < rounds; round++) {
		for (const isOurs of round % 2 === 0 ? [true, false] : [false, true]) {
			settle();
			if (isOurs) ours.push(await measureOurs());
			else theirs.push(measureTheirs(round));
		}
	}
	const iops = (samples: readonly Sample[]): number[] => samples.map((sample) => sample.iops);
	return { row, ours, theirs, comparison: compareRounds(iops(ours), iops(theirs)) };
}

function flushFile(path: string): void {
	const descriptor = openSync(path, "r+");
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

function writeZeros(path: string, bytes: number): void {
	const zeros = new Uint8Array(new ArrayBuffer(1 << 20));
	const descriptor = openSync(path, "wx");
	try {
		for (let at = 0; at < bytes; at += zeros.byteLength) {
			writeSync(descriptor, zeros, 0, Math.min(zeros.byteLength, bytes - at), at);
		}
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}
