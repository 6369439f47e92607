/** The judge, on results that are right and wrong in each way that it is there to tell. */
import { expect, test } from "bun:test";
import type { WorkloadResult } from "../../results/schema/index.ts";
import { sampleWorkload } from "../../results/schema/sample.ts";
import { Histogram } from "../load/index.ts";
import { closedLoop, judgeKnownAnswers, openLoop } from "./known-answer.ts";

const rounds = 5;
const stallNs = 20e6;

/** 400 operations a round, the last of them stalled; `behind` says what those after it read. */
function result(id: string, shortNs: number, stalled: number, behind: (k: number) => number) {
	const histogram = new Histogram();
	for (let round = 0; round < rounds; round++) {
		for (let k = 1; k < 400; k++) histogram.record(Math.max(shortNs, behind(k)));
		histogram.record(round < stalled ? stallNs : shortNs);
	}
	return sampleWorkload({ id, operations: rounds * 400, histogram: histogram.encode() });
}

const none = () => 0;
/** Arrivals every 250 us wait for the rest of the stall. */
const waiting = (k: number) => stallNs - k * 250_000;
const closed = result(closedLoop.id, 20_300, rounds, none);
const open = result(openLoop.id, 20_300, rounds, waiting);

function changed(whole: WorkloadResult, part: Partial<WorkloadResult>) {
	return judgeKnownAnswers([whole === closed ? open : closed, { ...whole, ...part }]);
}

test("what is right is found so, in numbers", () => {
	const { state, message } = judgeKnownAnswers([closed, open]);
	expect(message).toMatch(/^closed loop: 20\.\d us of 20 us, 5 stalls; open loop: 20\.\d us/);
	expect(state).toBe("ok");
});

test.each([
	["a clock that runs slow", result(closedLoop.id, 19_000, rounds, none), "too short"],
	["a clock that runs fast", result(closedLoop.id, 23_000, rounds, none), "as short as known"],
	["a lost stall", result(closedLoop.id, 20_300, rounds - 1, none), "4 of 5 stalls"],
	["coordinated omission", result(openLoop.id, 20_300, rounds, none), "had to"],
])("%s is told", (_, wrong, text) => {
	const other = wrong.id === closedLoop.id ? open : closed;
	const { state, message } = judgeKnownAnswers([wrong, other]);
	expect(message).toContain(text);
	expect(state).toBe("failed");
});

test("no number is no pass: the machine's fault is a warning, ours is not", () => {
	const invalid = { outcome: "invalid", message: "the host is too busy" } as const;
	expect(changed(open, invalid).state).toBe("warning");
	const contradiction = "the clock or a count is wrong";
	expect(changed(open, { outcome: "invalid", message: contradiction }).state).toBe("failed");
	expect(changed(open, { outcome: "failed", message: "wrong" }).state).toBe("failed");
	expect(changed(closed, { operations: 500 }).state).toBe("warning");
	expect(judgeKnownAnswers([closed]).state).toBe("failed");
});
