import { describe, expect, test } from "bun:test";
import { withoutMissedDeletes } from "./history.ts";
import {
	plantViolation,
	type Simulation,
	simulateHistory,
	violations,
} from "./history-simulate.ts";
import { judgeHistory } from "./judge.ts";
import { checkBySearch } from "./wgl.ts";
import { checkZones } from "./zones.ts";

const simulations: readonly Simulation[] = [
	{ operations: 400, clients: 1, blocks: 1, seed: 1 },
	{ operations: 400, clients: 4, blocks: 3, seed: 2, writePercent: 30 },
	{ operations: 2000, clients: 16, blocks: 20, seed: 3, unknownPercent: 5 },
	{ operations: 3000, clients: 4, blocks: 2, seed: 4, deletePercent: 10 },
	{ operations: 3000, clients: 8, blocks: 64, seed: 5, deletePercent: 20, unknownPercent: 2 },
	{ operations: 2000, clients: 3, blocks: 100, seed: 6, pause: 2000 },
];

describe.each(simulations)("%p", (simulation) => {
	test("is explained, by both checkers, from any seed", () => {
		for (let round = 0; round < 20; round++) {
			const history = simulateHistory({ ...simulation, seed: simulation.seed + 100 * round });
			expect(judgeHistory(history)).toEqual({ kind: "linearizable" });
			const reads = withoutMissedDeletes(history);
			expect(checkZones(reads).judgement).toEqual({ kind: "linearizable" });
			expect(checkBySearch(reads)).toEqual({ kind: "linearizable" });
		}
	});

	test("is not explained with one read changed", () => {
		let planted = 0;
		for (let round = 0; round < 20; round++) {
			const seed = simulation.seed + 100 * round;
			const history = simulateHistory({ ...simulation, seed });
			for (const violation of violations) {
				const changed = plantViolation(history, violation, seed);
				if (changed === undefined) continue;
				planted++;
				const judgement = judgeHistory(changed.history);
				expect([violation, judgement.kind]).toEqual([violation, "violation"]);
				expect(checkBySearch(withoutMissedDeletes(changed.history)).kind).toBe("violation");
			}
		}
		expect(planted).toBeGreaterThanOrEqual(20);
	});
});

test("50 clients on one block: the zones decide what a search would take for ever to", () => {
	const history = simulateHistory({ operations: 5000, clients: 50, blocks: 1, seed: 7 });
	expect(judgeHistory(history).kind).toBe("linearizable");
	const stale = plantViolation(history, "stale", 7);
	expect(stale && judgeHistory(stale.history).kind).toBe("violation");
});

test("a hundred thousand operations with deletes of unknown order and unknown outcomes", () => {
	const history = simulateHistory({
		operations: 100_000,
		clients: 6,
		blocks: 500,
		seed: 8,
		deletePercent: 6,
		unknownPercent: 1,
	});
	expect(judgeHistory(history).kind).toBe("linearizable");
	const future = plantViolation(history, "future", 8);
	expect(future && judgeHistory(future.history).kind).toBe("violation");
});
