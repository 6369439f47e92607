import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type CheckResult, failingVerdicts } from "../../results/schema/index.ts";
import type { CaseFile, EngineFile, RunRequest } from "../contract/index.ts";

/** Writes the case file of a failing check and names the one command that replays it. */
export function withCase(
	request: RunRequest,
	engine: EngineFile,
	result: CheckResult,
): CheckResult {
	if (!failingVerdicts.has(result.verdict)) return result;
	const name = `${engine.descriptor.name}-${result.id}.json`.replaceAll(/[^a-z0-9.-]/gi, "_");
	const directory = join(request.outDirectory, "cases");
	const path = join(directory, name);
	const replay = result.evidence?.replay;
	const content: CaseFile = {
		schemaVersion: 1,
		kind: "check",
		check: result.id,
		engine: { name: engine.descriptor.name, path: engine.path, digest: engine.digest },
		engineConfig: request.engineConfig,
		// A property that failed says which seed it ran with; other checks used the run's.
		seed: replay?.seed ?? request.seed,
		...(replay ? { path: replay.path } : {}),
		propertyRuns: request.profile.propertyRuns,
		budgetMs: request.profile.checkBudgetMs,
		message: result.message,
		...(result.evidence ? { evidence: result.evidence } : {}),
	};
	mkdirSync(directory, { recursive: true });
	writeFileSync(path, `${JSON.stringify(content, null, "\t")}\n`);
	const shown = relative(process.cwd(), path);
	const command = request.replayCommand ?? "npm run assay -- replay";
	return {
		...result,
		evidence: { ...result.evidence, caseFile: join("cases", name) },
		replayCommand: `${command} ${shown.startsWith("..") ? path : shown}`,
	};
}
