/**
 * A plugin with everything it depends on: one version of each, so that every range is met. Pure.
 *
 * Newest first, with going back: a newer version is given up when nothing fits what it needs. The
 * search ends with the first solution; a cycle is refused wherever the search meets it, since a
 * plugin can be registered only after what it depends on. Not covered: the best of several
 * solutions, by whatever measure.
 */
import { parseDependency } from "./dependency.ts";
import { idOf, type PluginSpec } from "./plugin-spec.ts";
import { listed, PluginRefused } from "./refusal.ts";
import { candidates, selectRelease, type Wanted } from "./select.ts";
import { isInRange } from "./version.ts";

/** Tries beyond this are a catalogue that nobody can have meant. */
const stepsMax = 10_000;

interface Demand {
	readonly family: string;
	readonly range: string;
	/** Who asks, and who asked for that one: ids, the first asked first. */
	readonly by: readonly string[];
}

/** In the order of registration: dependencies first, the wanted plugin last. */
export function resolveRelease(specs: readonly PluginSpec[], wanted: Wanted): PluginSpec[] {
	let refusal: PluginRefused | undefined;
	let steps = 0;

	const solve = (demands: readonly Demand[], chosen: ReadonlyMap<string, Choice>): Chosen => {
		const [demand, ...rest] = demands;
		if (demand === undefined) return chosen;
		const present = chosen.get(demand.family);
		if (present !== undefined) {
			if (isInRange(present.spec.version, demand.range)) return solve(rest, chosen);
			refusal ??= conflict(present, demand);
			return undefined;
		}
		for (const spec of fitting(demand)) {
			steps++;
			if (steps > stepsMax) throw tooMany(wanted.name);
			const by = [...demand.by, idOf(spec)];
			const needs = spec.dependencies.map((text) => ({ ...parseDependency(text), by }));
			const cycle = needs.find(({ family }) => by.some((id) => id.startsWith(`${family}.`)));
			if (cycle !== undefined) {
				refusal ??= circular(by, cycle.family);
				continue;
			}
			const choice = { spec, demand };
			const solved = solve([...needs, ...rest], new Map(chosen).set(demand.family, choice));
			if (solved !== undefined) return solved;
		}
		return undefined;
	};

	const fitting = (demand: Demand): PluginSpec[] => {
		try {
			return candidates(specs, { name: demand.family, range: demand.range, arch: wanted.arch });
		} catch (error) {
			if (!(error instanceof PluginRefused)) throw error;
			refusal ??= missing(demand, error);
			return [];
		}
	};

	// What is wanted itself is refused here, in words of its own.
	const family = selectRelease(specs, wanted).name;
	const solved = solve([{ family, range: wanted.range ?? "*", by: [] }], new Map());
	if (solved === undefined) throw refusal ?? new Error(`no solution for ${wanted.name}`);
	return inOrder(solved, family);
}

interface Choice {
	readonly spec: PluginSpec;
	readonly demand: Demand;
}

type Chosen = ReadonlyMap<string, Choice> | undefined;

function inOrder(chosen: ReadonlyMap<string, Choice>, root: string): PluginSpec[] {
	const ordered: PluginSpec[] = [];
	const visit = (family: string): void => {
		const spec = chosen.get(family)?.spec;
		if (spec === undefined || ordered.includes(spec)) return;
		for (const text of spec.dependencies) visit(parseDependency(text).family);
		ordered.push(spec);
	};
	visit(root);
	return ordered;
}

function missing(demand: Demand, cause: PluginRefused): PluginRefused {
	const message = `${demand.by.join(" -> ")} needs ${demand.family}@${demand.range}: ${cause.message}`;
	const isThere = cause.reason !== "unknown-plugin";
	return new PluginRefused(isThere ? cause.reason : "missing-dependency", message);
}

function circular(by: readonly string[], family: string): PluginRefused {
	const start = by.findIndex((id) => id.startsWith(`${family}.`));
	const round = [...by.slice(start), by[start] ?? family];
	return new PluginRefused(
		"dependency-cycle",
		`plugins depend on each other: ${round.join(" -> ")}`,
	);
}

function conflict({ spec, demand }: Choice, other: Demand): PluginRefused {
	const asks = [demand, other].map(
		({ by, range }) => `${by.at(-1) ?? "the request"} needs ${range}`,
	);
	return new PluginRefused(
		"version-conflict",
		`no version of ${spec.name} suits everyone: ${listed(asks)}`,
	);
}

function tooMany(name: string): PluginRefused {
	const message = `${name}: no solution within ${stepsMax} steps: narrow the dependencies' ranges`;
	return new PluginRefused("version-conflict", message);
}
