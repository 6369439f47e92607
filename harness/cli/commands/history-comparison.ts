/** What a comparison's document says about itself, so that a history can keep it by its file. */
import type { TargetFacts } from "../../../results/schema/index.ts";
import type { PreparedEngine, Profile } from "../../contract/index.ts";
import { hostFacts } from "../../preflight/index.ts";
import type { CommandContext } from "../context.ts";
import { assayVersion } from "../version.ts";

/** A prepared engine, or what a record says of one. */
export interface Named {
	readonly file: Pick<PreparedEngine["file"], "path" | "digest"> & {
		readonly descriptor: Pick<PreparedEngine["file"]["descriptor"], "name" | "vendor" | "version">;
	};
}

interface Compared {
	readonly options: {
		readonly duration: string | undefined;
		readonly target: string | undefined;
		readonly engineConfig: string | undefined;
	};
	readonly context: CommandContext;
	readonly profile: Pick<Profile, "name"> | { readonly name: `${Profile["name"]}, as stored` };
	readonly baseline: Named;
	readonly candidate: Named;
}

/** Beside what was measured: of what, where and when. */
export function aboutComparison(decided: Compared, startedAt: string, target: TargetFacts) {
	const { options, context, profile, baseline, candidate } = decided;
	const engine = ({ file: { path, digest, descriptor } }: Named) => {
		const { name, vendor, version } = descriptor;
		return { name, vendor, version, path, digest };
	};
	const { duration, engineConfig } = options;
	return {
		assayVersion: assayVersion(context.root),
		startedAt,
		endedAt: new Date().toISOString(),
		profile: profile.name,
		options: { duration, target: options.target, engineConfig },
		host: hostFacts(),
		target,
		engines: { baseline: engine(baseline), candidate: engine(candidate) },
	};
}
