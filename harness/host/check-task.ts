import type {
	CheckContext,
	CheckOutcome,
	EngineFile,
	HostJob,
	HostTask,
	Suites,
	TaskRunners,
} from "../contract/index.ts";
import { EngineFailure, HostLacking } from "../contract/index.ts";
import { type EngineLibrary, loadEngine, openLibrary, readEngineImage } from "../ffi/index.ts";
import { createContext } from "./context.ts";
import { missingHostNeed } from "./needs.ts";
import type { ObservationWriter } from "./stream.ts";
import { surroundingsFor } from "./surroundings.ts";
import { mapProgress } from "./victim.ts";
import { mapLog } from "./victim-writer.ts";

type TaskOf<Kind extends HostTask["kind"]> = Extract<HostTask, { kind: Kind }>;

/** Runs one check, if it applies to this engine on this host. */
export async function runCheck(
	job: HostJob,
	task: TaskOf<"check">,
	suites: Suites,
	stream: ObservationWriter,
): Promise<void> {
	const check = suites.checks.find((one) => one.id === task.id);
	if (check === undefined) throw new Error(`there is no check ${task.id}`);
	const { descriptor } = job.engine;
	const lacking = check.needs.find((need) => !descriptor.capabilities.includes(need));
	const applies = lacking
		? `the engine has no capability ${lacking}`
		: (check.appliesTo?.(descriptor) ?? true);
	if (applies !== true) {
		return conclude(stream, { verdict: "not-applicable", message: applies }, undefined);
	}
	const missing = missingHostNeed(check.hostNeeds ?? []);
	if (missing !== undefined) {
		return conclude(stream, { verdict: "could-not-run", message: missing }, undefined);
	}
	const image = readEngineImage(job.engine);
	const surroundingsBeforeLoad = surroundingsFor(image);
	const library = openLibrary(image);
	const context = createContext(job, () => library, descriptor, {
		surroundingsBeforeLoad,
		propertyRuns: task.propertyRuns,
		budgetMs: task.budgetMs,
		replayPath: task.replayPath,
	});
	conclude(stream, await outcomeOf(() => check.run(context)), context);
}

async function outcomeOf(run: () => CheckOutcome | Promise<CheckOutcome>): Promise<CheckOutcome> {
	try {
		return await run();
	} catch (error) {
		if (error instanceof HostLacking) return { verdict: "could-not-run", message: error.message };
		if (!(error instanceof EngineFailure)) throw error;
		const { message, evidence } = error;
		return { verdict: "fail", message, ...(evidence ? { evidence } : {}) };
	}
}

function conclude(
	stream: ObservationWriter,
	outcome: CheckOutcome,
	context: CheckContext | undefined,
): void {
	const counted = "operations" in outcome ? outcome.operations : undefined;
	stream.write({ kind: "check", outcome, operations: counted ?? context?.operations() ?? 0 });
}

/** Runs a victim's script; normally it never returns, since the check kills this process. */
export async function runVictimScript(
	job: HostJob,
	task: TaskOf<"victim">,
	runners: TaskRunners,
): Promise<void> {
	const { suites } = runners;
	const script = suites.victims.find((one) => one.id === task.script);
	if (script === undefined) throw new Error(`there is no victim script ${task.script}`);
	const { next } = task;
	const context = createContext(job, loadedOnce(job.engine), job.engine.descriptor, {
		propertyRuns: 1,
		budgetMs: 10_000,
		replayPath: undefined,
		...(next === undefined ? {} : { swappedSlot: () => runners.swappedSlot(job, next) }),
	});
	const progress = mapProgress(task.progressPath);
	const acknowledged = (step: number) => void Atomics.store(progress, 0, step);
	await script.run(context, task.parameters, acknowledged, mapLog(task.logPath));
}

/** Loads the library when it is first asked for, and no second time. */
export function loadedOnce(file: EngineFile): () => EngineLibrary {
	let library: EngineLibrary | undefined;
	return () => {
		library ??= loadEngine(file);
		return library;
	};
}
