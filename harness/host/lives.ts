import type { HostJob, LifeConfig, LivesOutcome, LivesPlan } from "../contract/index.ts";
import { type EngineLibrary, loadEngine, openFromThreads } from "../ffi/index.ts";
import { mergedConfig } from "./config.ts";

/** Two threads over the check's library, or over a load of their own that nobody has called yet. */
export function openOnThreads(
	job: HostJob,
	library: () => EngineLibrary,
	plan: LivesPlan,
): LivesOutcome[] {
	const merged = (config: LifeConfig) => ({
		...mergedConfig(job, config.device, config),
		...config,
	});
	const [first, second] = plan.configs;
	const whole = { ...plan, configs: [merged(first), merged(second)] as const };
	if (!plan.freshLoad) return openFromThreads(library(), whole);
	const own = loadEngine(job.engine);
	const outcomes = openFromThreads(own, whole);
	own.close();
	return outcomes;
}
