import { describe, expect, test } from "bun:test";
import { workloads } from "../../suites/performance/index.ts";
import type { Suites, Workload } from "../contract/index.ts";
import { ownWorkloads, withOwnWorkloads } from "./own-workloads.ts";
import { Refusal } from "./refusal.ts";
import { readWorkload } from "./workload-option.ts";

function without({ title: _, depthOfProfile: __, ...workload }: Workload) {
	return workload;
}

describe("the built-in loads in words", () => {
	test.each([
		["rw=randread,bs=4k,qd=1", "randread-4k-qd1"],
		["rw=randrw,mix=70,bs=4096,iodepth=32", "randrw70-4k-qd32"],
		["rw=randwrite,bs=4KiB,qd=32,issue=batch,name=randwrite-4k-batch32", "randwrite-4k-batch32"],
		["rw=randread,pattern=zipf:0.99", "randread-4k-qd1-zipf-0-99"],
		["rw=randread,pattern=strided:16", "randread-4k-qd1-strided-16"],
		["rw=randrw,mix=70,pattern=hot-cold:20/80", "randrw70-4k-qd1-hot-20-80"],
		["rw=write,bs=64k", "write-64k-qd1"],
		["rw=randwrite,qd=32,compress=50", "randwrite-4k-qd32-compress-50"],
		["rate=50%,arrival=poisson", "randread-4k-qd1-poisson-50-percent"],
		["qd=32,limit=p99<=1ms,name=randread-4k-qd32-p99-below-1ms", "randread-4k-qd32-p99-below-1ms"],
	])("%s is %s", (text, id) => {
		const builtIn = workloads.find((workload) => workload.id === id);
		expect(without(readWorkload(text))).toEqual(without(builtIn as Workload));
	});
});

test("every key", () => {
	const text =
		"rw=randrw,mix=30,bs=16k,qd=8,issue=queue,workers=2,pattern=zipf:1.1,rate=50k,arrival=poisson,size=64m,compress=25,name=mine";
	expect(readWorkload(text)).toMatchObject({
		...{ id: "mine", blockBytes: 16_384, readPercent: 30, issue: "queue", depth: 8, workers: 2 },
		pattern: { kind: "zipf", theta: 1.1 },
		arrival: { kind: "poisson", rate: { perSecond: 50_000 } },
		...{ workingSetBlocks: 4096, compressPercent: 25 },
	});
	expect(readWorkload("limit=p99.9<=250us").limit).toEqual({
		percentile: "p999",
		latencyNsMax: 250_000,
	});
});

test.each([
	["rw=sideways", "rw=sideways is not understood; give randread"],
	["rw", 'holds "rw"; give key=value'],
	["", 'holds ""'],
	["bs=4k,bs=8k", "bs= twice"],
	["iodepth=4,qd=4", "qd= twice"],
	["deph=4", "key deph is unknown"],
	["patern=zipf:1", "did you mean pattern"],
	["bs=4x", "bs=4x is not understood"],
	["qd=-1", "qd=-1 is not understood"],
	["qd=1.5", "whole number"],
	["rw=randread,mix=50", "mix= goes with"],
	["rw=read,pattern=zipf:1", "goes with a random rw"],
	["pattern=zipf", "pattern=zipf is not understood"],
	["pattern=hot-cold:20", "not understood"],
	["rate=fast", "rate=fast is not understood"],
	["arrival=poisson", "needs a rate="],
	["rate=1k,arrival=bursty", "arrival=bursty is not understood"],
	["limit=p99", "limit=p99 is not understood"],
	["limit=p98<=1ms", "one of p50, p90, p99, p999"],
	["limit=p99<=1ms,rate=5k", "leave out one"],
	["size=1k", "at least bs"],
	["name=Mine!", "lower-case"],
	// Understood, and impossible.
	["qd=0,issue=queue", "Depth 0"],
	["qd=5000", "Depth 5000"],
	["qd=4,issue=single", "depth 1, not 4"],
	["workers=64", "64 workers"],
	["workers=0", "0 workers"],
	["bs=3k", "not a power of two"],
	["bs=8m", "not a power of two from 512 bytes to 4 MiB"],
	["bs=4m,qd=256", "more than 1 GiB of buffers"],
	["rw=randrw,mix=101", "101 % reads"],
	["rate=0", "A rate of 0"],
	["rate=2000m", "at most 1000000000"],
	["rate=0%", "0 % of the capacity"],
	["pattern=zipf:0", "Theta 0"],
	["pattern=zipf:9", "Theta 9"],
	["pattern=hot-cold:0/90", "between 0 and 100"],
	["pattern=strided:0", "A stride of 0"],
	["pattern=strided:1.5", "A stride of 1.5"],
	["compress=99", "not in 0..92"],
	["limit=p99<=0ms", "A latency limit of 0"],
])("%j is refused in one sentence: %s", async (text, words) => {
	const refusal = await ownWorkloads([text]).catch((error: unknown) => error);
	expect(refusal).toBeInstanceOf(Refusal);
	const { message } = refusal as Refusal;
	expect(message).toContain(words);
	expect(message).toMatch(/^--workload .*[.?]$/s);
});

test("several, each with an id of its own", async () => {
	const ids = (await ownWorkloads(["bs=4k", "bs=8k", "bs=4k,name=again"])).map(({ id }) => id);
	expect(ids).toEqual(["randread-4k-qd1", "randread-8k-qd1", "again"]);
	expect(ownWorkloads(["bs=4k", "bs=4096"])).rejects.toThrow("is there twice");
});

test("they replace the built-in ones, and are not chosen from again", async () => {
	const suites: Suites = { checks: [], victims: [], swaps: [], workloads };
	const none = { only: [], skip: [] };
	const own = await ownWorkloads(["bs=8k"]);
	expect(withOwnWorkloads(suites, own, none).workloads).toEqual(own);
	expect(withOwnWorkloads(suites, [], none)).toBe(suites);
	const only = { only: ["randread-4k-qd1"], skip: [] };
	expect(() => withOwnWorkloads(suites, own, only)).toThrow("leave out --only and --skip");
});
