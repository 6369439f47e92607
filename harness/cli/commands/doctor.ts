/** `assay doctor`: is this host fit for a full run, and if not, what is missing. */
import { schemaVersion } from "../../../results/schema/index.ts";
import { exitCodes } from "../../gate/index.ts";
import { prepareTarget, startNoise } from "../../preflight/index.ts";
import { builtInNames, prepareEngine } from "../built-in.ts";
import type { CommandContext, CommonOptions } from "../context.ts";
import { type HostCheck, hostChecks } from "../host-checks.ts";
import { printJson, printResult } from "../output.ts";
import { Refusal } from "../refusal.ts";
import { selfTest } from "../self-test.ts";
import { targetCandidates } from "../target.ts";

const noiseMs = 500;

export async function doctorCommand(
	target: string | undefined,
	options: CommonOptions,
	context: CommandContext,
): Promise<number> {
	const { root } = context;
	const built = engines(root);
	const checks = [...hostChecks(), built, directIo(target, root), await noise()];
	// What measures is not there before the engines are.
	if (built.state === "ok") checks.push(await selfTest(context));
	const isFit = checks.every(
		({ state, required }) => !required || state === "ok" || state === "warning",
	);
	if (options.json) {
		await printJson({ schemaVersion, verdict: isFit ? "pass" : "inconclusive", checks });
	} else {
		const lines = checks.map(({ id, state, required, message }) => {
			const label = state === "missing" && !required ? "optional" : state;
			return `${label.padEnd(9)} ${id.padEnd(14)} ${message}`;
		});
		const verdict = isFit
			? "This host is fit; what is marked optional is only needed for the drills that name it."
			: "This host is not fit yet: mend the lines marked missing or failed.";
		await printResult([...lines, "", verdict].join("\n"));
	}
	return isFit ? exitCodes.pass : exitCodes.inconclusive;
}

function engines(root: string): HostCheck {
	const base = { id: "engines", required: true } as const;
	try {
		for (const name of builtInNames) prepareEngine(root, name);
		return { ...base, state: "ok", message: `${builtInNames.length} built-in engines are built` };
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		return { ...base, state: "missing", message: error.message };
	}
}

function directIo(target: string | undefined, root: string): HostCheck {
	const base = { id: "direct-io", required: true } as const;
	const result = prepareTarget({
		path: target,
		candidates: targetCandidates(root, []),
		yesDestroy: undefined,
	});
	if (!result.ok) return { ...base, state: "missing", message: result.message };
	const { path, fileSystem, directIo } = result.target.facts;
	result.release();
	return directIo === "proven"
		? { ...base, state: "ok", message: `proven at ${path} (${fileSystem})` }
		: { ...base, state: "missing", message: `${directIo} at ${path} (${fileSystem})` };
}

async function noise(): Promise<HostCheck> {
	const meter = startNoise();
	await Bun.sleep(noiseMs);
	const { stealPercent, cpuPressurePercent, ioPressurePercent, loadAverage } = meter.finish();
	const parts = [
		...(stealPercent === undefined ? [] : [`steal ${stealPercent.toFixed(1)} %`]),
		...(cpuPressurePercent === undefined
			? []
			: [`CPU pressure ${cpuPressurePercent.toFixed(1)} %`]),
		...(ioPressurePercent === undefined ? [] : [`I/O pressure ${ioPressurePercent.toFixed(1)} %`]),
		...(loadAverage === undefined ? [] : [`load ${loadAverage}`]),
	];
	const isBusy = (stealPercent ?? 0) > 5 || (cpuPressurePercent ?? 0) > 20;
	const message = parts.join(", ") || "the kernel does not say";
	return {
		id: "noise",
		required: false,
		state: isBusy ? "warning" : "ok",
		message: isBusy ? `${message}: numbers will spread` : message,
	};
}
