/** Runs the known-answer engine through everything that a run goes through: host, load, record. */
import { join } from "node:path";
import type { Suites } from "../contract/index.ts";
import { profiles } from "../gate/index.ts";
import { hostFacts, inspectEngine, prepareTarget } from "../preflight/index.ts";
import { run } from "../run/index.ts";
import { prepareEngine } from "./built-in.ts";
import type { CommandContext } from "./context.ts";
import type { HostCheck } from "./host-checks.ts";
import { closedLoop, judgeKnownAnswers, openLoop } from "./known-answer.ts";
import { targetCandidates } from "./target.ts";
import { assayVersion } from "./version.ts";

const budget = { warmUpMs: 100, measureMs: 500, verifyOneIn: 20 };
const blocks = 1024;
const base = { id: "self-test", required: true } as const;

export async function selfTest(context: CommandContext): Promise<HostCheck> {
	const path = join(context.root, "build", "native", "known-answer.so");
	const inspected = inspectEngine(path);
	if (!inspected.ok) return { ...base, state: "missing", message: inspected.refusal.message };
	const candidates = targetCandidates(context.root, []);
	const found = prepareTarget({ path: undefined, candidates, yesDestroy: undefined });
	if (!found.ok) return { ...base, state: "missing", message: found.message };
	const { target, release } = found;
	const suites: Suites = {
		checks: [],
		victims: [],
		swaps: [],
		workloads: [closedLoop, openLoop],
	};
	try {
		const { engines, errors } = await run({
			command: "doctor",
			assayVersion: assayVersion(context.root),
			profile: { ...profiles.quick, load: budget, loadBlocks: blocks },
			families: new Set(["workloads"]),
			suites,
			engines: [inspected.prepared],
			swapPairs: [],
			nullEngine: prepareEngine(context.root, "null"),
			target,
			engineConfig: {},
			host: hostFacts(),
			seed: 1,
			options: {},
			outDirectory: target.path,
			hostCommand: context.hostCommand,
			progress: () => {},
			signal: new AbortController().signal,
		});
		const [error] = errors;
		if (error !== undefined) return { ...base, state: "failed", message: error.message };
		return { ...base, ...judgeKnownAnswers(engines[0]?.workloads ?? []) };
	} finally {
		release();
	}
}
