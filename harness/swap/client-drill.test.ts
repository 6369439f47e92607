import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import type { SwapResult } from "../../results/schema/index.ts";
import type { EngineFile, SwapDrill } from "../contract/index.ts";
import { type RelayFault, Workshop } from "./fixtures/relay.ts";
import { kindsOf, runDrill } from "./fixtures/run-job.ts";
import type { Latencies } from "./open-loop.ts";

// Compilers and drills take what a busy machine gives them.
setDefaultTimeout(240_000);

/** Whole drills with clients, each in a process of its own, over engines whose fault is known. */
const workshop = new Workshop();
afterAll(() => workshop.remove());

const honest = workshop.relay("honest");
const shape = { load: "clients", writers: 4, readers: 0, swaps: 16, pauseMs: 1 } as const;

function drill(from: EngineFile, to: EngineFile, changes: Partial<SwapDrill> = {}): SwapResult {
	return runDrill(workshop.swapJob(from, to, { ...shape, ...changes }));
}

test("honest engines pass, and every moment of every operation is met", () => {
	const result = drill(honest, workshop.relay("other"));
	expect(result).toMatchObject({ verdict: "pass", lostWrites: 0, wrongReads: 0 });
	expect(result.count).toBeGreaterThanOrEqual(16);
	expect(result.acknowledgedWrites).toBeGreaterThan(0);
	expect(result.reads).toBeGreaterThan(0);
	expect(result.stallNsMax).toBeGreaterThan(0);
	const { acknowledged = [], handOversMs = [] } = result.timeline ?? {};
	const told = acknowledged.reduce((sum, count) => sum + count, 0);
	expect(told).toBeGreaterThan(0);
	expect(told).toBeLessThanOrEqual(result.acknowledgedWrites ?? 0);
	expect(handOversMs.length).toBeGreaterThanOrEqual(result.count);
	// Write, read, delete, flush, at four stages, of two engines.
	expect(result.details).toMatchObject({ momentsReachable: 32, momentsMissed: [] });
	const { openLoop, openLoopBetweenSwaps } = result.details as Record<string, Latencies>;
	expect(openLoop?.samples).toBeGreaterThan(0);
	expect(openLoopBetweenSwaps?.nsMax).toBeGreaterThan(0);
	type Row = { meeting: string; outcome: string; descriptors: number; openLoop?: Latencies };
	const attempts = result.details?.attempts as Row[];
	const timed = attempts.filter(({ openLoop }) => openLoop !== undefined);
	// Rehearsals and held clients are not what a swap costs.
	expect(timed.length).toBeGreaterThan(0);
	for (const { meeting, outcome } of timed) {
		expect(meeting).not.toBe("held");
		expect(outcome).toBe("swapped");
	}
	expect(attempts.length).toBeGreaterThanOrEqual(result.count);
	for (const { descriptors } of attempts) expect(descriptors).toBeGreaterThan(0);
});

test("engines that are not thread-safe: one client is held at a time, and every moment is met", () => {
	const guarantees = ["unload-safe", "durable-at-flush"] as const;
	// Two calls at once abort the process.
	const alone = workshop.relay("alone", { fault: "RACE", guarantees });
	const result = drill(honest, alone);
	expect(result).toMatchObject({ verdict: "pass", details: { momentsMissed: [] } });
});

test("a storm says which rate it was to have and which it had, and every old engine is fenced", () => {
	const result = drill(honest, workshop.relay("other"), { swapsPerSecond: 200, swaps: 24 });
	expect(result).toMatchObject({ verdict: "pass", details: { swapsPerSecondAsked: 200 } });
	const { swapsPerSecond, oldEnginesFenced } = result.details as Record<string, number>;
	expect(swapsPerSecond).toBeGreaterThan(0);
	// No swap before it is due: a storm is never faster than it was asked to be.
	expect(swapsPerSecond).toBeLessThan(201);
	expect(oldEnginesFenced).toBe(result.count);
	expect(result.message).toContain("swaps a second of 200 asked for");
});

const caught: [RelayFault, string[]][] = [
	["LOSE", ["lost"]],
	["LATE", ["lost", "duplicated", "wrong"]],
	["QUIESCE", ["swap"]],
	["ACTIVATE", ["swap"]],
	["HEALTH", ["swap"]],
	["SHUTDOWN", ["retirement"]],
	["UNFENCED", ["not-fenced"]],
];
for (const [fault, kinds] of caught) {
	test(`${fault} is caught`, () => {
		const faulty = workshop.relay(`faulty-${fault.toLowerCase()}`, { fault });
		const result = drill(honest, faulty, { swaps: 40 });
		expect(result.verdict).toBe("fail");
		expect(kinds).toContain(kindsOf(result)[0] ?? "nothing");
		expect(result.evidence?.counterexample?.length).toBeGreaterThan(0);
	});
}

test("NEGATIVE CONTROL: the sleeping manager is caught with honest engines", () => {
	const result = drill(honest, workshop.relay("other"), { manager: "sleeping" });
	expect(result.verdict).toBe("fail");
	expect(["lost", "duplicated", "wrong", "error"]).toContain(kindsOf(result)[0] ?? "nothing");
});
