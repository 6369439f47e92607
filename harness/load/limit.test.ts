/**
 * The search on an engine that takes 20 us a read: no rate above 50 000/s is possible, whatever the
 * machine does. How near it comes depends on the machine, and is not asserted.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { workloadResultSchema } from "../../results/schema/index.ts";
import { compileScripted, load } from "./fixtures/open.ts";

let scripted = "";
let remove = (): void => {};
beforeAll(() => ({ path: scripted, remove } = compileScripted()));
afterAll(() => remove());

const budget = { warmUpMs: 60, measureMs: 200, verifyOneIn: 20 };

test("a limit that can be kept: a rate below the capacity, or an honest shrug", async () => {
	const limit = { percentile: "p90", latencyNsMax: 5e6 } as const;
	const result = await load({ path: scripted, mood: "steady", workload: { limit }, budget });
	expect(["measured", "invalid"]).toContain(workloadResultSchema.parse(result).outcome);
	expect(result.search?.trials.length).toBeGreaterThan(0);
	for (const trial of result.search?.trials ?? []) {
		expect(trial.operationsPerSecond).toBeLessThanOrEqual(50_500);
		expect(trial.over).toBeLessThanOrEqual(trial.operations);
	}
	if (result.outcome === "measured") {
		expect(result.message).toContain("Highest rate with p90 <= 5 ms");
		expect(result.arrival?.operationsPerSecond).toBe(result.search?.keptPerSecond as number);
		expect(result.iops as number).toBeLessThanOrEqual(50_500 * 1.1);
		expect(result.latencyNs?.p50 as number).toBeLessThan(5e6);
	} else {
		expect(result.message).toContain("Inconclusive");
	}
});

test("a limit below the engine's own time: no rate keeps it", async () => {
	const limit = { percentile: "p90", latencyNsMax: 10_000 } as const;
	const result = await load({ path: scripted, mood: "steady", workload: { limit }, budget });
	if (result.outcome === "invalid") {
		// As when the machine stood still in the trials: in words of its own for each reason.
		expect(result.message).toContain("Inconclusive");
	} else {
		expect(result.outcome).toBe("unreachable");
		expect(result.message).toContain("No rate keeps p90 <= 0.01 ms");
	}
	expect(result.search?.keptPerSecond).toBeUndefined();
	expect(result.iops).toBeUndefined();
	for (const { over, operations } of result.search?.trials ?? []) expect(over).toBe(operations);
});

test("an engine that fails from the start is failed, not slow", async () => {
	const limit = { percentile: "p90", latencyNsMax: 5e6 } as const;
	const result = await load({ path: scripted, mood: "read-fails", workload: { limit }, budget });
	expect(result.outcome).toBe("failed");
});
