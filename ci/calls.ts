/**
 * `npm run bench:calls [-- --only TEXT]`: what one crossing from JavaScript costs, by mitata.
 *
 * Goals: where the floor of a workload goes - call, clock, stamp, histogram.
 * Non-goals: engines (the null engine does nothing) and tails (mitata trims samples, the load
 * loop's own histogram doesn't).
 * Batches and bursts are per call, of 32 operations.
 */
import { join } from "node:path";
import { bench, do_not_optimize, run, summary } from "mitata";
import { calibrateClock, clockNs } from "../harness/ffi/clock.ts";
import {
	addressOf,
	queueTurn,
	timedRead,
	timedReadBatch,
	timedReadBurst,
	timedWrite,
	timedWriteBatch,
} from "../harness/ffi/load.ts";
import { stampBlock, verifyBlock } from "../harness/ffi/stamp.ts";
import { Histogram, histogramBytes } from "../harness/load/index.ts";
import {
	batchDepth,
	blockBytes,
	type CallParts,
	capacityBlocks,
	openParts,
} from "./calls/parts.ts";

function benchSingle({ read, write, single }: CallParts): void {
	const { address } = single;
	let id = 0;
	const next = (): number => {
		id = (id + 7919) % capacityBlocks;
		return id;
	};
	summary(() => {
		bench("read, id as bigint", () => do_not_optimize(read(5n)));
		bench("write, id as bigint", () => do_not_optimize(write(5n)));
		bench("timed read", () => do_not_optimize(timedRead(address, next())));
		bench("timed write", () => do_not_optimize(timedWrite(address, next())));
	});
}

function benchMany({ batch, queue }: CallParts): void {
	for (let i = 0; i < batchDepth; i++) {
		batch.ids[i] = i;
		queue.ids[i] = i;
		queue.pending[i] = i;
	}
	const many = batch.address;
	const { cells } = new Histogram(new SharedArrayBuffer(histogramBytes));
	summary(() => {
		bench("timed read batch of 1", () => do_not_optimize(timedReadBatch(many, 1)));
		bench("timed read batch of 32", () => do_not_optimize(timedReadBatch(many, batchDepth)));
		bench("timed write batch of 32", () => do_not_optimize(timedWriteBatch(many, batchDepth)));
		bench("timed read burst of 32", () =>
			do_not_optimize(timedReadBurst(many, batchDepth, addressOf(cells))),
		);
		bench("queue turn of 1", () => do_not_optimize(queueTurn(queue.address, 1, 0)));
		bench("queue turn of 32", () => do_not_optimize(queueTurn(queue.address, batchDepth, 0)));
	});
}

function benchHelpers({ single }: CallParts): void {
	const buffer = single.buffers[0] as number;
	const histogram = new Histogram();
	let sequence = 0;
	stampBlock(buffer, blockBytes, 7, 1, 1, 9);
	bench("verify 4 KiB", () => do_not_optimize(verifyBlock(buffer, blockBytes, 7, 1, 1, 9)));
	const other = single.buffers[0] as number;
	summary(() => {
		bench("clock", () => do_not_optimize(clockNs()));
		bench("histogram record", () => histogram.record(100 + (sequence++ & 1023)));
	});
	bench("stamp 4 KiB", () => stampBlock(other, blockBytes, 7, 1, 1, sequence++));
}

const parts = openParts(join(import.meta.dir, "..", "build", "engines", "null.so"));
const clock = calibrateClock();
console.log(`clock: ${clock.source}, ${clock.nsPerTick.toFixed(3)} ns a tick`);
benchSingle(parts);
benchMany(parts);
benchHelpers(parts);
const [option, text] = process.argv.slice(2);
if (option !== undefined && (option !== "--only" || text === undefined)) {
	throw new Error(`bench:calls takes --only TEXT, not "${option}"`);
}
const filter = new RegExp((text ?? "").replace(/[^\w ]/g, ".") || ".");
await run({ filter, colors: process.stdout.isTTY === true });
parts.close();
