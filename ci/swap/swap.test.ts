import { expect, setDefaultTimeout, test } from "bun:test";
import { benchSwap } from "../swap.ts";
import { quantile, slopeBytes } from "./bars.ts";
import { route } from "./route.ts";

setDefaultTimeout(240_000);

test("the whole benchmark, small: nothing is lost, and the sleeping manager is caught", async () => {
	const { sessions, bars, text } = await benchSwap({
		engines: ["nvme", "nvme-uring"],
		swaps: 12,
		pauseMs: 1,
		apart: 4,
		seed: 3,
		slotCpuMs: 5,
		progress: () => {},
	});
	expect(sessions.map(({ swaps }) => swaps)).toEqual([12, 4, 4]);
	const [many, apart, slept] = sessions;
	if (many === undefined || apart === undefined) throw new Error("a session is missing");
	const none = { lost: 0, duplicated: 0, torn: 0, wrong: 0, error: 0 };
	expect(many?.counts).toEqual(none);
	expect(apart?.counts).toEqual(none);
	for (const { acknowledged, stallsNs, takesNs } of sessions) {
		expect(acknowledged).toBeGreaterThan(0);
		expect(stallsNs.length).toBeGreaterThan(0);
		expect(takesNs[0]).toBeGreaterThan(0);
	}
	for (const { controlNs, handOvers } of [many, apart]) {
		// Each writer at each control, as at each swap; not so long that it passed by unnoticed.
		expect(controlNs.length).toBeGreaterThan(0);
		expect(handOvers.gateNs(0)).toBeGreaterThan(0);
	}
	// 500 ms of refused writes, at each of four swaps.
	expect(slept?.counts.error).toBeGreaterThan(0);
	expect(slept?.takesNs[0]).toBeGreaterThan(500e6);
	const correct = bars.filter(({ bar }) => bar === "0" || bar.startsWith("> 0"));
	expect(correct).toHaveLength(6);
	expect(correct.every(({ met }) => met)).toBe(true);
	expect(text).toContain("sleeping (the article's)");
	expect(text).toContain("no swap, as long");
	expect(text).toContain("of it, waiting for a processor");
});

test("a route is home whenever the process is looked at, and visits every engine", () => {
	for (const engines of [2, 3, 4]) {
		const path = route(engines, 400, 8, 5);
		expect(path).toHaveLength(400);
		let serving = 0;
		for (const [at, next] of path.entries()) {
			expect(next).not.toBe(serving);
			if ((at + 1) % 8 === 0) expect(next).toBe(0);
			serving = next;
		}
		expect(new Set(path).size).toBe(engines);
	}
	expect(() => route(1, 4, 2, 0)).toThrow("two engines");
	expect(() => route(2, 5, 2, 0)).toThrow("even");
});

test("a slope is that of most samples, not of the worst one", () => {
	const at = (swaps: number, residentBytes: number) => ({
		...{ swaps, residentBytes },
		...{ descriptors: 0, threads: 0, maps: 0 },
	});
	const flat = Array.from({ length: 50 }, (_, n) => at(n * 100, 1e6));
	expect(slopeBytes(flat)).toBe(0);
	expect(slopeBytes([...flat, at(5000, 9e6)])).toBe(0);
	expect(slopeBytes(flat.map(({ swaps }) => at(swaps, 1e6 + 2000 * swaps)))).toBe(2000);
	expect(slopeBytes(flat.slice(0, 3))).toBeUndefined();
});

test("a percentile beyond the samples does not exist", () => {
	expect(quantile([1, 2, 3], 0.99)).toBeUndefined();
	const hundred = Array.from({ length: 100 }, (_, n) => n + 1);
	expect(quantile(hundred, 0.99)).toBe(99);
	expect(quantile(hundred, 0.5)).toBe(50);
});
