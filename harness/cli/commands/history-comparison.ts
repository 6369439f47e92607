/** What a comparison's document says about itself, so that a history can keep it by its file. */
import type { EngineResult, TargetFacts } from "../../../results/schema/index.ts";
import type { PreparedEngine } from "../../contract/index.ts";
import { hostFacts } from "../../preflight/index.ts";
import { assayVersion } from "../version.ts";
import type { Decided } from "./compare-decided.ts";

type Named = Pick<EngineResult, "name" | "vendor" | "version" | "path" | "digest">;

/** Beside what was measured: of what, where and when. */
export function aboutComparison(decided: Decided, startedAt: string, target: TargetFacts) {
	const { options, context, profile, baseline, candidate } = decided;
	const { duration, engineConfig } = options;
	const isStored = baseline.kind === "stored";
	return {
		assayVersion: assayVersion(context.root),
		startedAt,
		endedAt: new Date().toISOString(),
		// Numbers that were measured in another way are another series of the history.
		profile: isStored ? `${profile.name}, as stored` : profile.name,
		options: { duration, target: options.target, engineConfig },
		host: hostFacts(),
		target,
		engines: {
			baseline: named(isStored ? baseline.engine : measured(baseline.engine)),
			candidate: named(measured(candidate)),
		},
	};
}

function measured({ file: { path, digest, descriptor } }: PreparedEngine): Named {
	return { ...descriptor, path, digest };
}

function named({ name, vendor, version, path, digest }: Named): Named {
	return { name, vendor, version, path, digest };
}
