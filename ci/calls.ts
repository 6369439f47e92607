/**
 * `npm run bench:calls`: what one crossing from JavaScript costs, by mitata.
 *
 * Goals: where the floor of a workload goes - call, clock, stamp, histogram.
 * Non-goals: engines (the null engine does nothing) and tails (mitata trims samples, the load
 * loop's own histogram doesn't).
 * Batches, bursts and turns are per call, of as many operations as their names say. The bar for a
 * histogram record is checked here: below 8 ns.
 */
import { join } from "node:path";
import { barplot, bench, do_not_optimize, run, summary } from "mitata";
import { calibrateClock, clockNs } from "../harness/ffi/clock.ts";
import { bindNative } from "../harness/ffi/index.ts";
import { addressOf, timedRead, timedReadBurst, timedWrite } from "../harness/ffi/load.ts";
import { stampBlock, verifyBlock } from "../harness/ffi/stamp.ts";
import { Histogram, histogramBytes } from "../harness/load/index.ts";
import { benchLease } from "./calls/lease.ts";
import {
	batchDepth,
	blockBytes,
	type CallParts,
	capacityBlocks,
	openParts,
} from "./calls/parts.ts";
import { benchSizes } from "./calls/sizes.ts";
import { runCommand } from "./command.ts";

/** Takes nothing, returns a constant. */
const { assay_clock_ns_per_tick: nullCall } = bindNative({
	assay_clock_ns_per_tick: { args: [], returns: "f64" },
});

const recordName = "histogram record";
const recordNsMax = 8;

function benchSingle({ read, write, single }: CallParts): void {
	const { address } = single;
	let id = 0;
	const next = (): number => {
		id = (id + 7919) % capacityBlocks;
		return id;
	};
	barplot(() => {
		bench("null call", () => do_not_optimize(nullCall()));
		bench("read, id as bigint", () => do_not_optimize(read(5n)));
		bench("write, id as bigint", () => do_not_optimize(write(5n)));
		bench("timed read", () => do_not_optimize(timedRead(address, next())));
		bench("timed write", () => do_not_optimize(timedWrite(address, next())));
	});
}

function benchBurst({ batch }: CallParts): void {
	const { cells } = new Histogram(new SharedArrayBuffer(histogramBytes));
	bench("timed read burst of 32", () =>
		do_not_optimize(timedReadBurst(batch.address, batchDepth, addressOf(cells))),
	);
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
		bench(recordName, () => histogram.record(100 + (sequence++ & 1023)));
	});
	bench("stamp 4 KiB", () => stampBlock(other, blockBytes, 7, 1, 1, sequence++));
}

/** Was the bar kept? It is said; of what was filtered out nothing is. */
function tellRecordCost(benchmarks: Awaited<ReturnType<typeof run>>["benchmarks"]): boolean {
	const stats = benchmarks.find(({ alias }) => alias === recordName)?.runs[0]?.stats;
	if (stats === undefined) return true;
	// The fastest batch of thousands: a busy machine adds to all others.
	const verdict = stats.min < recordNsMax ? "kept" : "missed";
	console.log(`${recordName}: ${stats.min.toFixed(1)} ns; bar of ${recordNsMax} ns ${verdict}`);
	return verdict === "kept";
}

const command = {
	name: "bench:calls",
	about: "what one crossing from JavaScript costs",
	options: {
		only: { value: "TEXT", about: "only benchmarks with this in their name", default: "" },
	},
	exit: "1 a bar was missed",
};

await runCommand(command, async ({ only }) => {
	const engines = join(import.meta.dir, "..", "build", "engines");
	const parts = openParts(join(engines, "null.so"));
	const clock = calibrateClock();
	console.log(`clock: ${clock.source}, ${clock.nsPerTick.toFixed(3)} ns a tick`);
	benchSingle(parts);
	benchBurst(parts);
	benchSizes(parts);
	const closeLease = benchLease(join(engines, "memory.so"));
	benchHelpers(parts);
	const filter = new RegExp(only.replace(/[^\w ]/g, ".") || ".");
	const { benchmarks } = await run({ filter, colors: process.stdout.isTTY === true });
	closeLease();
	parts.close();
	return tellRecordCost(benchmarks) ? 0 : 1;
});
