import { expect, test } from "bun:test";
import { createRandom } from "./random.ts";
import { searchLimit, type Trial, verdictOf } from "./search.ts";

const quantile = 0.99;
const random = createRandom(9);
const chance = () => random.next() / 4294967296;

const calm = { operations: 5000, disturbed: false };

/** An engine whose share over the limit rises steeply around `knee`; 5000 operations a trial. */
function engine(knee: number, operations = 5000) {
	return async (rate: number): Promise<Trial> => {
		const share = 0.01 * (rate / knee) ** 20;
		return {
			operations,
			over: Math.min(operations, Math.round(operations * share)),
			disturbed: false,
		};
	};
}

test.each([
	[99, 20_000, "kept"],
	[0, 1000, "kept"],
	[0, 100, "unsure"],
	[10, 1000, "unsure"],
	[40, 1000, "broken"],
	[10, 10, "broken"],
	[0, 0, "unsure"],
] as const)("%d of %d over the limit of a p99", (over, operations, verdict) => {
	expect(verdictOf({ operations, over }, quantile)).toBe(verdict);
});

test("the interval is right as often as it says: 2000 trials of a share at the limit", () => {
	let wrong = 0;
	for (let trial = 0; trial < 2000; trial++) {
		let over = 0;
		for (let i = 0; i < 2000; i++) if (chance() < 0.01) over++;
		if (verdictOf({ operations: 2000, over }, quantile) !== "unsure") wrong++;
	}
	// 1 % by its construction; five standard deviations are 2.1 %.
	expect(wrong).toBeLessThan(42);
});

test.each([900, 500, 120, 10])("finds the knee at %d of 1000, from below", async (knee) => {
	const found = await searchLimit(1000, quantile, engine(knee));
	expect(found.kind).toBe("found");
	expect(found.keptPerSecond as number).toBeLessThanOrEqual(knee * 1.001);
	// 5 % between two rates, and what 5000 operations can't tell apart.
	expect(found.keptPerSecond as number).toBeGreaterThan(knee * 0.9);
	expect(found.trials.length).toBeLessThan(60);
});

test("a limit that does not bind: just below the capacity", async () => {
	const found = await searchLimit(1000, quantile, engine(1e6));
	expect(found).toMatchObject({ kind: "found", keptPerSecond: 950, brokenPerSecond: undefined });
	expect(found.trials.length).toBe(1);
});

test("no rate keeps it", async () => {
	const found = await searchLimit(1000, quantile, async () => ({ ...calm, over: 4000 }));
	expect(found).toMatchObject({ kind: "none", keptPerSecond: undefined });
});

test("a host that breaks one trial of six does not move the answer", async () => {
	const honest = engine(500);
	const found = await searchLimit(1000, quantile, async (rate) =>
		chance() < 1 / 6 ? { ...calm, over: 900 } : honest(rate),
	);
	expect(found.kind).toBe("found");
	expect(found.keptPerSecond as number).toBeGreaterThan(430);
	expect(found.keptPerSecond as number).toBeLessThanOrEqual(500);
});

test("a host that breaks every other trial is said to", async () => {
	let turn = 0;
	const found = await searchLimit(1000, quantile, async () => ({
		...calm,
		over: turn++ % 2 === 0 ? 900 : 0,
	}));
	expect(found.kind).toBe("inconclusive");
	expect(found.message).toContain("contradict");
});

test("too few operations to tell are no answer", async () => {
	const found = await searchLimit(1000, quantile, async () => ({
		...calm,
		operations: 20,
		over: 0,
	}));
	expect(found).toMatchObject({ kind: "inconclusive", message: expect.stringContaining("few") });
});

test("what broke only while the host was busy is not the engine's", async () => {
	const disturbed = await searchLimit(1000, quantile, async (rate) => ({
		operations: 5000,
		over: rate > 500 ? 400 : 0,
		disturbed: true,
	}));
	expect(disturbed.kind).toBe("inconclusive");
	expect(disturbed.message).toContain("kept the limit; beyond, the host is too busy");
	expect(disturbed.keptPerSecond as number).toBeGreaterThan(430);
	const never = await searchLimit(1000, quantile, async () => ({
		operations: 5000,
		over: 4000,
		disturbed: true,
	}));
	expect(never).toMatchObject({ kind: "inconclusive", keptPerSecond: undefined });
	// Disturbed, and kept all the same: that counts.
	const kept = await searchLimit(1000, quantile, async () => ({
		operations: 5000,
		over: 0,
		disturbed: true,
	}));
	expect(kept.kind).toBe("found");
});
