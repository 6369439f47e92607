import type { RunOptions } from "../context.ts";
import type { Plan } from "./run.ts";

/** What the record says was asked for, resolved. */
export function recordedOptions(options: RunOptions, plan: Plan): Record<string, unknown> {
	const { json: _, noColor: __, history: ___, ...rest } = options;
	const given = Object.entries(rest).filter(([, value]) => value !== undefined);
	const { name, rules } = plan.profile;
	const file = rules === undefined ? {} : { profileFile: options.profile, profileText: rules.text };
	return { ...Object.fromEntries(given), profile: name, ...file, seed: plan.seed };
}
