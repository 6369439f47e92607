/** --only and --skip: ids, prefixes (`data.*`) and globs, against what there is. Pure. */
import type { Family, Profile, Suites } from "../contract/index.ts";
import { exitCodes, type profiles } from "../gate/index.ts";
import { Refusal } from "./refusal.ts";
import { didYouMean } from "./suggest.ts";

export interface Selection {
	readonly only: readonly string[];
	readonly skip: readonly string[];
}

type Depth = (typeof profiles)["quick"]["depth"];
const depths: readonly Depth[] = ["quick", "ci", "certification"];

interface Entry {
	readonly id: string;
	readonly depth: Depth;
}

/** Which of the suites a command runs. Refuses unknown ids, and a selection that leaves nothing. */
export function selectSuites(
	suites: Suites,
	families: ReadonlySet<Family>,
	{ depth, workloadSet }: Pick<Profile, "depth" | "workloadSet">,
	{ only, skip }: Selection,
): Suites {
	demandKnown("--only", only, suites);
	demandKnown("--skip", skip, suites);
	const inDepth = (entry: Entry) => depths.indexOf(entry.depth) <= depths.indexOf(depth);
	const wanted = (entry: Entry): boolean => {
		// Named in full, it is run in every profile: that is what naming it is for.
		const named = only.includes(entry.id);
		const isIn = only.length === 0 || named || only.some((each) => matches(each, entry.id));
		return isIn && (named || inDepth(entry)) && !skip.some((each) => matches(each, entry.id));
	};
	const selected: Suites = {
		victims: suites.victims,
		checks: families.has("checks")
			? suites.checks.filter(wanted).map((check) => ({ ...check, depth: "quick" }))
			: [],
		workloads: families.has("workloads")
			? suites.workloads
					.filter(({ id, set }) => set === workloadSet || only.includes(id))
					.filter(({ id, depthOfProfile }) => wanted({ id, depth: depthOfProfile }))
					.map((workload) => ({ ...workload, depthOfProfile: "quick" }))
			: [],
		swaps: families.has("swaps")
			? suites.swaps.filter(wanted).map((drill) => ({ ...drill, depth: "quick" }))
			: [],
	};
	if (idsOf(selected).length === 0) throw nothingSelected(families, { only, skip });
	return selected;
}

export function idsOf(suites: Suites): string[] {
	return [...suites.checks, ...suites.workloads, ...suites.swaps].map(({ id }) => id);
}

/** `*` stands for any run of characters, `?` for one; `data.` and `data` mean `data.*`. */
export function matches(pattern: string, id: string): boolean {
	if (pattern === id) return true;
	if (!/[*?]/.test(pattern)) return id.startsWith(`${pattern.replace(/\.$/, "")}.`);
	const source = pattern
		.replace(/[.+^${}()|[\]\\]/g, "\\$&")
		.replaceAll("*", ".*")
		.replaceAll("?", ".");
	return new RegExp(`^${source}$`).test(id);
}

function demandKnown(option: string, patterns: readonly string[], suites: Suites): void {
	const known = idsOf(suites);
	for (const pattern of patterns) {
		if (known.some((id) => matches(pattern, id))) continue;
		const isPattern = /[*?]/.test(pattern);
		const what = isPattern ? "matches no check, workload or drill" : "is unknown";
		const next = "'assay list' names every check, workload and drill";
		throw new Refusal(`${option} ${pattern} ${what}${didYouMean(pattern, known, next)}`);
	}
}

function nothingSelected(families: ReadonlySet<Family>, { only, skip }: Selection): Refusal {
	const asked = [
		...(only.length > 0 ? [`--only ${only.join(",")}`] : []),
		...(skip.length > 0 ? [`--skip ${skip.join(",")}`] : []),
	];
	const why = asked.length > 0 ? ` with ${asked.join(" ")}` : "";
	return new Refusal(
		`Nothing is selected${why}: no ${[...families].join(", no ")} would run, and nothing run is no pass; select something else, another command or a longer --profile.`,
		exitCodes.inconclusive,
	);
}
