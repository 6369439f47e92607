/** `assay engines` and `assay list`: what is here. */
import { existsSync } from "node:fs";
import { schemaVersion } from "../../../results/schema/index.ts";
import { suites } from "../../../suites/index.ts";
import { exitCodes } from "../../gate/index.ts";
import { inspectEngine } from "../../preflight/index.ts";
import { builtInNames, builtInPath } from "../built-in.ts";
import type { CommandContext, CommonOptions } from "../context.ts";
import { printJson, printResult } from "../output.ts";

export async function enginesCommand(
	options: CommonOptions,
	{ root }: CommandContext,
): Promise<number> {
	const engines = builtInNames.map((name) => describe(name, builtInPath(root, name)));
	if (options.json) await printJson({ schemaVersion, engines });
	else await printResult(engines.map(line).join("\n"));
	return engines.every(({ state }) => state === "ready") ? exitCodes.pass : exitCodes.inconclusive;
}

function describe(name: string, path: string) {
	if (!existsSync(path)) {
		return { name, path, state: "not built" as const, reason: "run 'npm run build'" };
	}
	const result = inspectEngine(path);
	if (!result.ok) {
		return { name, path, state: "refused" as const, reason: result.refusal.message };
	}
	const { version, capabilities, guarantees } = result.prepared.file.descriptor;
	return { name, path, state: "ready" as const, version, capabilities, guarantees };
}

function line(engine: ReturnType<typeof describe>): string {
	const name = engine.name.padEnd(12);
	if (engine.state !== "ready") return `${name} ${engine.state}: ${engine.reason}`;
	const facts = `${engine.version}  ${engine.capabilities.join(", ")}`;
	return `${name} ${facts}\n${" ".repeat(13)}${engine.path}`;
}

/** Every id that --only and --skip take, with what it asks. */
export async function listCommand(options: CommonOptions): Promise<number> {
	const checks = suites.checks.map(({ id, title, depth }) => ({ id, title, profile: depth }));
	const swaps = suites.swaps.map(({ id, title, depth }) => ({ id, title, profile: depth }));
	const workloads = suites.workloads.map(({ id, title, depthOfProfile }) => ({
		id,
		title,
		profile: depthOfProfile,
	}));
	if (options.json) {
		await printJson({ schemaVersion, checks, workloads, swaps });
		return exitCodes.pass;
	}
	const all = [...checks, ...workloads, ...swaps];
	const width = Math.max(0, ...all.map(({ id }) => id.length));
	await printResult(all.map(({ id, title }) => `${id.padEnd(width)}  ${title}`).join("\n"));
	return exitCodes.pass;
}
