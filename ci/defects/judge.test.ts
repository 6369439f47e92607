import { describe, expect, test } from "bun:test";
import type { Verdict } from "../../results/schema/index.ts";
import type { SeededEngine } from "./header.ts";
import { judge, type Observed, withPending } from "./judge.ts";

const engine: SeededEngine = {
	kind: "seeded",
	name: "09-x",
	defect: 9,
	title: "x",
	caughtBy: ["data.delete", "data.model"],
	verdicts: ["fail"],
	attempts: 1,
	spares: [],
	needsHost: [],
	pending: undefined,
};

function saw(id: string, verdict: Verdict): Observed {
	return { id, verdict, message: "what it said", operations: 7, durationMs: 250 };
}

describe("a kill", () => {
	test("is a failure of one named check, with the exit code of a failure", () => {
		const observed = [saw("data.delete", "pass"), saw("data.model", "fail")];
		expect(judge(engine, observed, 1)).toEqual({
			state: "killed",
			check: "data.model",
			message: "what it said",
			operations: 7,
			seconds: 0.5,
		});
	});

	test.each([
		["passes", "pass", "survived"],
		["does not apply", "not-applicable", "survived"],
		["could not run, though nothing is said of a rig", "could-not-run", "survived"],
		["crashes where a failure is expected", "crashed", "survived"],
		["hangs where a failure is expected", "hung", "survived"],
	] as const)("is none when the named check %s", (_what, verdict, state) => {
		expect(judge(engine, [saw("data.delete", verdict)], 1).state).toBe(state);
	});

	test("is none when only another check fails", () => {
		const observed = [saw("data.delete", "pass"), saw("batch.model", "fail")];
		expect(judge(engine, observed, 1).state).toBe("survived");
	});

	test("is an error when no named check has a result, or the exit code says otherwise", () => {
		expect(judge(engine, [], 1).state).toBe("error");
		expect(judge(engine, [saw("data.delete", "fail")], 0).state).toBe("error");
		expect(judge(engine, [saw("data.delete", "fail")], 6).state).toBe("error");
	});

	test("by a crash must be announced", () => {
		const crashing: SeededEngine = { ...engine, verdicts: ["crashed"] };
		expect(judge(crashing, [saw("data.delete", "crashed")], 1).state).toBe("killed");
		expect(judge(crashing, [saw("data.delete", "fail")], 1).state).toBe("survived");
	});
});

test("a missing rig excuses an engine that needs one", () => {
	const needy: SeededEngine = { ...engine, needsHost: ["fuse"] };
	expect(judge(needy, [saw("data.delete", "could-not-run")], 3).state).toBe("could-not-run");
	expect(judge(needy, [saw("data.delete", "pass")], 0).state).toBe("survived");
});

test("what shall be spared must have passed", () => {
	const sparing: SeededEngine = { ...engine, spares: ["data.read-after-write"] };
	const kill = saw("data.delete", "fail");
	const spared = [kill, saw("data.read-after-write", "pass")];
	expect(judge(sparing, spared, 1).state).toBe("killed");
	expect(judge(sparing, [kill], 1).message).toContain("is missing");
	const lost = [kill, saw("data.read-after-write", "crashed")];
	expect(judge(sparing, lost, 1).state).toBe("survived");
});

test("a pending defect that is killed must be told", () => {
	const pending: SeededEngine = { ...engine, pending: "no rig yet" };
	const kill = judge(pending, [saw("data.delete", "fail")], 1);
	expect(withPending(pending, kill).state).toBe("error");
	const survived = judge(pending, [saw("data.delete", "pass")], 0);
	expect(withPending(pending, survived).state).toBe("pending");
	expect(withPending(engine, kill)).toBe(kill);
});
