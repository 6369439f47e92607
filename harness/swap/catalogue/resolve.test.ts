import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseDependency } from "./dependency.ts";
import { idOf, type PluginSpec, parseSpec } from "./plugin-spec.ts";
import { PluginRefused } from "./refusal.ts";
import { resolveRelease } from "./resolve.ts";
import { isInRange } from "./version.ts";

function release(name: string, version: string, ...dependencies: string[]): PluginSpec {
	const path = `${name}-${version}.so`;
	return parseSpec(
		{ name, version, arch: "amd64", path, digest: "0".repeat(64), dependencies },
		"test",
	);
}

const resolved = (specs: readonly PluginSpec[], name: string, range = "*") =>
	resolveRelease(specs, { name, range, arch: "amd64" }).map(idOf);

test("what a plugin depends on comes before it, each once", () => {
	const specs = [
		release("a.top", "1.0.0", "a.left@^1", "a.right@^1"),
		release("a.left", "1.0.0", "a.base@>=1"),
		release("a.right", "1.0.0", "a.base@>=1"),
		release("a.base", "1.4.0"),
	];
	const expected = ["a.base.1.4.0", "a.left.1.0.0", "a.right.1.0.0", "a.top.1.0.0"];
	expect(resolved(specs, "a.top")).toEqual(expected);
	expect(resolved(specs, "top")).toEqual(expected);
});

test("a newer version is given up when nothing fits what it needs", () => {
	const specs = [
		release("a.top", "2.0.0", "a.base@^9"),
		release("a.top", "1.0.0", "a.left@^1", "a.base@^1"),
		release("a.left", "1.5.0", "a.base@^2"),
		release("a.left", "1.2.0", "a.base@^1"),
		release("a.base", "2.0.0"),
		release("a.base", "1.0.0"),
	];
	expect(resolved(specs, "a.top")).toEqual(["a.base.1.0.0", "a.left.1.2.0", "a.top.1.0.0"]);
});

test("a cycle is refused with its way round", () => {
	const specs = [
		release("a.top", "1.0.0", "a.one@^1"),
		release("a.one", "1.0.0", "a.two@^1"),
		release("a.two", "1.0.0", "a.three.1.0.0"),
		release("a.three", "1.0.0", "a.one@*"),
	];
	expect(() => resolved(specs, "a.top")).toThrow(
		"depend on each other: a.one.1.0.0 -> a.two.1.0.0 -> a.three.1.0.0 -> a.one.1.0.0",
	);
});

test("conflicting versions are refused with both who ask", () => {
	const specs = [
		release("a.top", "1.0.0", "a.left@^1", "a.right@^1"),
		release("a.left", "1.0.0", "a.base@^1"),
		release("a.right", "1.0.0", "a.base@^2"),
		release("a.base", "1.0.0"),
		release("a.base", "2.0.0"),
	];
	expect(() => resolved(specs, "a.top")).toThrow(
		"no version of a.base suits everyone: a.left.1.0.0 needs ^1, a.right.1.0.0 needs ^2",
	);
});

test("a dependency that is nowhere, or not for this architecture, is refused with who needs it", () => {
	const needy = release("a.top", "1.0.0", "a.base@^1");
	expect(() => resolved([needy], "a.top")).toThrow("a.top.1.0.0 needs a.base@^1: no plugin a.base");
	const foreign = { ...release("a.base", "1.0.0"), arch: "arm64" as const };
	expect(() => resolved([needy, foreign], "a.top")).toThrow("has no build for amd64");
});

/** Small catalogues, where every choice of versions can be tried. */
const catalogues = fc
	.array(
		fc.record({
			name: fc.constantFrom("v.a", "v.b", "v.c", "v.d"),
			major: fc.integer({ min: 1, max: 3 }),
			needs: fc.uniqueArray(
				fc.tuple(
					fc.constantFrom("v.a", "v.b", "v.c", "v.d"),
					fc.constantFrom("^1", "^2", ">=2", "*"),
				),
				{ maxLength: 2, selector: ([name]) => name },
			),
		}),
		{ maxLength: 8 },
	)
	.map((builds) => {
		const specs = builds
			.map(({ name, major, needs }) => ({
				name,
				major,
				needs: needs.filter(([to]) => to !== name),
			}))
			.map(({ name, major, needs }) =>
				release(name, `${major}.0.0`, ...needs.map(([to, range]) => `${to}@${range}`)),
			);
		return [...new Map(specs.map((spec) => [idOf(spec), spec])).values()];
	});

/** All that a set of versions must be: closed under dependencies, in range, without a cycle. */
function isSolution(set: readonly PluginSpec[]): boolean {
	const placed = new Set<string>();
	const met = (spec: PluginSpec) =>
		spec.dependencies.map(parseDependency).every(({ family, range }) => {
			const other = set.find((each) => each.name === family);
			return other !== undefined && isInRange(other.version, range) && placed.has(family);
		});
	for (const _ of set) for (const spec of set) if (met(spec)) placed.add(spec.name);
	return placed.size === set.length;
}

function subsets(specs: readonly PluginSpec[]): PluginSpec[][] {
	const [first, ...rest] = specs;
	if (first === undefined) return [[]];
	const without = subsets(rest);
	const family = first.name;
	const free = without.filter((set) => set.every((each) => each.name !== family));
	return [...without, ...free.map((set) => [first, ...set])];
}

test("it finds a solution exactly where trying every choice finds one", () => {
	let solved = 0;
	let refused = 0;
	fc.assert(
		fc.property(catalogues, (specs) => {
			fc.pre(specs.some((spec) => spec.name === "v.a"));
			const exists = subsets(specs).some(
				(set) => set.some((spec) => spec.name === "v.a") && isSolution(set),
			);
			let found: PluginSpec[] | undefined;
			try {
				found = resolveRelease(specs, { name: "v.a", arch: "amd64" });
			} catch (error) {
				expect(error).toBeInstanceOf(PluginRefused);
			}
			expect(found !== undefined).toBe(exists);
			if (found === undefined) refused++;
			else {
				solved++;
				expect(isSolution(found)).toBe(true);
				expect(found.at(-1)?.name).toBe("v.a");
			}
		}),
		{ seed: 5, numRuns: 500 },
	);
	expect(Math.min(solved, refused)).toBeGreaterThan(20);
});
