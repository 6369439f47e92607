import { expect, test } from "bun:test";
import type { Round } from "../../../results/compare/index.ts";
import { keep } from "./compare-rounds.ts";

const round = (workload: string, index: number, slowness?: Round["slowness"]): Round => ({
	...{ workload, index, order: [], values: {} },
	...(slowness === undefined ? {} : { slowness }),
});

test("the first round one by one takes the place of its workload's rounds in turns", () => {
	const rounds: Round[] = [];
	keep(rounds, round("reads", 0, { candidate: 0.1 }));
	keep(rounds, round("writes", 0, { candidate: 0.2 }));
	keep(rounds, round("reads", 1, {}));
	expect(rounds).toHaveLength(3);
	keep(rounds, round("reads", 2));
	keep(rounds, round("reads", 3));
	expect(rounds).toEqual([
		round("writes", 0, { candidate: 0.2 }),
		round("reads", 2),
		round("reads", 3),
	]);
});
