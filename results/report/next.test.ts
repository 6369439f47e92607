import { describe, expect, test } from "bun:test";
import {
	sampleCheck,
	sampleEngine,
	sampleRecord,
	sampleSwap,
	sampleWorkload,
} from "../schema/sample.ts";
import { nextStep } from "./next.ts";
import { reportCases } from "./pipelines/cases.ts";
import { renderTerminal } from "./terminal.ts";

const options = { engines: ["my engine.so", "b.so"], profile: "ci", only: ["data.*"], seed: 42 };
const failed = (id: string, verdict: "fail" | "crashed") => ({
	...sampleCheck(id, verdict),
	replayCommand: `assay replay cases/${id}.json`,
});

describe("the next command", () => {
	test("replays the worst failure, wherever it stands", () => {
		const checks = [failed("data.a", "fail"), failed("data.b", "crashed")];
		const { why, command } = nextStep(sampleRecord({ engines: [sampleEngine({ checks })] }));
		expect(command).toBe("assay replay cases/data.b.json");
		expect(why).toBe("the worst of 2 failures again, nvme data.b");
	});

	test("what has no case file is run again by its id, with the run's options and seed", () => {
		const swaps = [sampleSwap({ verdict: "fail" })];
		const workloads = [sampleWorkload({ outcome: "crashed" })];
		const engines = [sampleEngine({ swaps, workloads })];
		const command = (of: Parameters<typeof sampleRecord>[0]) =>
			nextStep(sampleRecord({ options, verdict: "fail", ...of }), "sh ci/assay").command;
		const rest = "--seed 42";
		expect(command({ engines })).toBe(
			`sh ci/assay certify 'my engine.so' b.so --profile ci --only swap.under-writes ${rest}`,
		);
		expect(command({ engines: [sampleEngine({ workloads })] })).toBe(
			`sh ci/assay certify 'my engine.so' b.so --profile ci --only randread-4k-qd1 ${rest}`,
		);
		expect(command({ complete: false, verdict: "inconclusive" })).toBe(
			`sh ci/assay certify 'my engine.so' b.so --profile ci --only 'data.*' ${rest}`,
		);
		const replay = { command: "replay", options: { case: "it's.json" }, complete: false };
		expect(command(replay)).toBe("sh ci/assay replay 'it'\\''s.json'");
	});

	test("a pass leads on, and what is unsure to the doctor", () => {
		expect(nextStep(sampleRecord()).command).toContain("certify path/to/your-engine.so");
		const own = (profile: string) =>
			nextStep(sampleRecord({ options: { engines: ["a b.so"] }, profile })).command;
		expect(own("quick")).toBe("assay certify 'a b.so' --profile ci");
		expect(own("ci")).toBe("assay certify 'a b.so' --profile certification");
		expect(own("certification")).toBe("assay compare path/to/last-release.so 'a b.so'");
		expect(nextStep(sampleRecord({ verdict: "inconclusive" })).command).toBe("assay doctor");
		const error = sampleRecord({ verdict: "error", options });
		expect(nextStep(error).command).toStartWith("assay certify 'my engine.so' b.so --profile ci");
	});

	test("options that no run has written do no harm", () => {
		const odd = { engines: "x; rm y", profile: 7, only: [{}], target: "\u001b[2J" };
		const record = sampleRecord({ options: odd, complete: false, verdict: "inconclusive" });
		const { command } = nextStep(record);
		expect(command).toBe("assay certify 'x; rm y' --target '\\x1b[2J' --seed 42");
	});

	test("stands below each red line of the report, too, and in every format", () => {
		const swaps = [sampleSwap({ verdict: "fail" })];
		const workloads = [sampleWorkload({ outcome: "hung" })];
		const engines = [sampleEngine({ swaps, workloads })];
		const record = sampleRecord({ options, verdict: "fail", engines });
		const shown = renderTerminal(record, { color: false, columns: 120, assay: "sh ci/assay" });
		const again = (words: string, id: string) =>
			`${words} certify 'my engine.so' b.so --profile ci --only ${id} --seed 42`;
		for (const id of ["swap.under-writes", "randread-4k-qd1"]) {
			expect(shown).toContain(`again:\n      ${again("sh ci/assay", id)}`);
			const one = reportCases(record).find(({ replayCommand }) => replayCommand?.includes(id));
			expect(one?.replayCommand).toBe(again("assay", id));
		}
		const passed = sampleRecord({ options });
		expect(renderTerminal(passed, { color: false, columns: 120 })).not.toContain("again:");
	});
});
