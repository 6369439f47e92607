import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import type { SwapResult } from "../../results/schema/index.ts";
import type { EngineFile, SwapDrill } from "../contract/index.ts";
import { type RelayFault, Workshop } from "./fixtures/relay.ts";
import { kindsOf, runDrill } from "./fixtures/run-job.ts";

// Compilers and drills take what a busy machine gives them.
setDefaultTimeout(240_000);

/** Whole drills, each in a process of its own, over engines whose fault is known. */
const workshop = new Workshop();
afterAll(() => workshop.remove());

const honest = workshop.relay("honest");

function drill(from: EngineFile, to: EngineFile, changes: Partial<SwapDrill> = {}): SwapResult {
	return runDrill(workshop.swapJob(from, to, changes));
}

test("honest engines pass, a reload of the same file too", () => {
	for (const to of [workshop.relay("other"), honest]) {
		const result = drill(honest, to);
		expect(result).toMatchObject({ verdict: "pass", lostWrites: 0, wrongReads: 0 });
		expect(result.count).toBeGreaterThanOrEqual(6);
		expect(result.acknowledgedWrites).toBeGreaterThan(0);
		expect(result.reads).toBeGreaterThan(0);
		expect(result.stallNsMax).toBeGreaterThan(0);
		expect(result.evidence).toBeUndefined();
		const { acknowledged = [], handOversMs = [], binMs = 0 } = result.timeline ?? {};
		// Every swap and rehearsed failure that closed the gate, in order, while writers wrote.
		expect(handOversMs.length).toBeGreaterThanOrEqual(result.count);
		expect(handOversMs).toEqual([...handOversMs].sort((a, b) => a - b));
		expect(handOversMs.at(-1)).toBeLessThan(binMs * (acknowledged.length + 1));
		const told = acknowledged.reduce((sum, count) => sum + count, 0);
		expect(told).toBeGreaterThan(0);
		expect(told).toBeLessThanOrEqual(result.acknowledgedWrites ?? 0);
		const { rehearsedFailures } = result.details as { rehearsedFailures: string[] };
		expect(rehearsedFailures.map((text) => text.replace(/ of .*:/, ":"))).toEqual([
			...["fail-activation: rolled-back", "initialize: rolled-back", "by-force: swapped"],
			...["fail-activation: rolled-back", "initialize: rolled-back", "by-force: swapped"],
		]);
	}
});

test("an engine that is not thread-safe sees one call at a time", () => {
	const guarantees = ["unload-safe", "durable-at-flush"] as const;
	// Two calls at once abort the process.
	const alone = workshop.relay("alone", { fault: "RACE", guarantees });
	expect(drill(honest, alone)).toMatchObject({ verdict: "pass" });
});

const caught: [RelayFault, string[]][] = [
	["LOSE", ["lost", "not-fenced"]],
	["LATE", ["lost", "wrong", "not-fenced"]],
	["UNFENCED", ["not-fenced"]],
	["SHUTDOWN", ["retirement"]],
	["QUIESCE", ["swap"]],
	["ACTIVATE", ["swap"]],
	["HEALTH", ["swap"]],
	["INITIALIZE", ["swap"]],
];
for (const [fault, kinds] of caught) {
	test(`${fault} is caught, whichever side it is on`, () => {
		const faulty = workshop.relay(`faulty-${fault.toLowerCase()}`, { fault });
		for (const [from, to] of [
			[honest, faulty],
			[faulty, honest],
		] as const) {
			// Enough to lose the very last write of the faulty engine a few times over.
			const result = drill(from, to, { swaps: 16 });
			expect(result.verdict).toBe("fail");
			expect(kinds).toContain(kindsOf(result)[0] ?? "nothing");
			expect(result.evidence?.counterexample?.length).toBeGreaterThan(0);
		}
	});
}

test("callers that stay inside beyond the deadline: the swap gives up, nothing else happens", () => {
	const slow = workshop.relay("slow", { fault: "STUCK" });
	const result = drill(slow, honest, { drainDeadlineMs: 20 });
	// Both writers may be between two calls when the gate closes: then that swap succeeds.
	expect(result).toMatchObject({ verdict: "fail", lostWrites: 0, wrongReads: 0 });
	expect(kindsOf(result)).toEqual(["swap"]);
	expect(result.message).toContain("failed at drain: status -110 (-ETIMEDOUT)");
});

test("NEGATIVE CONTROL: the sleeping manager of the article is caught with honest engines", () => {
	const result = drill(honest, workshop.relay("other"), { manager: "sleeping" });
	expect(result.verdict).toBe("fail");
	expect(["lost", "wrong", "error"]).toContain(kindsOf(result)[0] ?? "nothing");
});

test("what a drill can't apply to or can't run on is no pass", () => {
	const lacking = { ...honest, descriptor: { ...honest.descriptor, capabilities: [] } };
	expect(drill(lacking, honest)).toMatchObject({
		verdict: "not-applicable",
		message: "honest has no capability swap",
		count: 0,
	});
	expect(drill(honest, honest, { blocksPerWriter: 1000 })).toMatchObject({
		verdict: "could-not-run",
		message: "the target holds 1024 blocks, the drill needs 2002",
	});
});
