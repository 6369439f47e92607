import { expect, test } from "bun:test";
import { type Claims, contradiction, doubts } from "./plausibility.ts";

const good: Claims = {
	readBytes: 1000,
	writeBytes: 1000,
	kernelReadBytes: 1000,
	kernelWriteBytes: 1000,
	deviceReadBytes: 1500,
	deviceWriteBytes: 1500,
	directIo: "direct",
	durable: true,
	depth: 32,
	depthExpected: 32,
	workers: 1,
	depthMean: 32,
	concurrency: 31,
	floorNs: 100,
	p50: 10_000,
	elapsedNsPerOperation: 10_000,
	flushNs: 1,
	elapsedNs: 1e9,
};

test("an honest run leaves no doubt", () => {
	expect(doubts(good)).toEqual([]);
	expect(contradiction(good)).toBeUndefined();
});

test.each<[Partial<Claims>, string]>([
	[{ kernelReadBytes: 100 }, "10 % of the bytes read"],
	[{ kernelWriteBytes: 899 }, "90 % of the bytes written"],
	[{ deviceReadBytes: 100 }, "The device moved 10 % of the bytes read"],
	[{ kernelWriteBytes: 5, deviceWriteBytes: 6 }, "The kernel saw 1 % of the bytes written"],
	[{ flushNs: 2e8 }, "200 ms: writes were still buffered"],
	[{ directIo: "buffered" }, "without O_DIRECT"],
	[{ directIo: "mixed" }, "without O_DIRECT"],
	[{ directIo: "not-open" }, "can't be proven"],
	[{ depthMean: 20 }, "20.0 reached"],
	[{ floorNs: 501 }, "5 % of what was measured"],
	[{ p50: 1000 }, "10 % of what was measured"],
	[{ elapsedNsPerOperation: 1000 }, "10 % of what was measured"],
])("%j is doubted", (change, words) => {
	const found = doubts({ ...good, ...change });
	expect(found).toHaveLength(1);
	expect(found[0]).toContain(words);
});

test.each<Partial<Claims>>([
	{ durable: false, kernelReadBytes: 0, kernelWriteBytes: 0, directIo: "buffered" },
	{ kernelReadBytes: undefined, kernelWriteBytes: undefined },
	{ deviceReadBytes: undefined, deviceWriteBytes: undefined },
	{ readBytes: 0, kernelReadBytes: 0 },
	{ writeBytes: 0, kernelWriteBytes: 0, flushNs: 9e9 },
	{ depthMean: 28.9 },
	{ floorNs: 500 },
])("%j is no reason to doubt", (change) => {
	expect(doubts({ ...good, ...change })).toEqual([]);
});

test("more in flight than was issued is a contradiction", () => {
	expect(contradiction({ ...good, concurrency: 32.2 })).toContain("at most 32");
	expect(contradiction({ ...good, concurrency: 32.1 })).toBeUndefined();
	expect(contradiction({ ...good, concurrency: 60, workers: 2 })).toBeUndefined();
	expect(contradiction({ ...good, concurrency: Number.NaN })).toContain("No latency");
});
