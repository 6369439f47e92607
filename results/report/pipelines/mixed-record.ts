import type { RunRecord } from "../../schema/index.ts";
import { sampleCheck, sampleEngine, sampleRecord, sampleWorkload } from "../../schema/sample.ts";

/** For tests: an interrupted run with one of each ending, and a check that never came. */
export function mixedRecord(): RunRecord {
	const { p50: _, ...latencyNs } = sampleWorkload().latencyNs ?? {};
	const gate = {
		engine: "nvme",
		observed: "1 failed",
		threshold: "0 failed",
		message: "data.lost",
	};
	const checks = [
		sampleCheck("data.kept"),
		{
			...sampleCheck("data.lost", "fail", "block 5 is gone"),
			evidence: { counterexample: ["write(5)", "flush()", "read(5)"] },
			replayCommand: "assay replay cases/lost.json",
		},
		{
			...sampleCheck("data.crash", "crashed", "killed by SIGSEGV"),
			evidence: { signal: "SIGSEGV" },
		},
		sampleCheck("data.hang", "hung", "silent for 20 s"),
		sampleCheck("abi.skip", "not-applicable", "exports no queue"),
		sampleCheck("faults.unfit", "could-not-run", "no /dev/fuse"),
	];
	return sampleRecord({
		...{ verdict: "fail", complete: false },
		plan: {
			checks: [...checks.map(({ id }) => id), "planned.check"],
			workloads: ["randread-4k-qd1", "planned-workload"],
			swaps: [{ id: "swap.planned", from: "nvme", to: "memory", count: 5 }],
		},
		gates: [
			{ ...gate, id: "checks.all-pass", result: "fail", severity: "hard" },
			{ ...gate, id: "workloads.floor", result: "inconclusive", severity: "advisory" },
			{ ...gate, id: "run.complete", engine: "", result: "inconclusive", severity: "hard" },
			{ ...gate, id: "preflight.clean", result: "pass", severity: "hard" },
		],
		engines: [
			sampleEngine({
				checks,
				workloads: [sampleWorkload({ latencyNs })],
				swaps: [],
				findings: [
					{ id: "elf.text-relocations", severity: "warning", message: "has text relocations" },
					{
						id: "elf.executable-stack",
						severity: "failure",
						message: "asks for an executable stack",
					},
				],
			}),
		],
	});
}
