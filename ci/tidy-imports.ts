import { dirname, normalize } from "node:path/posix";
import { lineAt, type Problem, type SourceFile } from "./tidy-source.ts";

export interface Import {
	/** Repository path for a relative import, else the package's name. */
	readonly to: string;
	readonly line: number;
}

const everything = ["harness/", "engines/", "suites/", "results/", "ci/"];

const statistics = ["results/schema/", "results/compare/", "results/trend/"];

/**
 * Which rooms a room may import; its own is always allowed. The first prefix that fits counts, so
 * that the narrow ones stand before the wide ones. Tests may also compare with engines/abi.
 */
const allowed: readonly (readonly [from: string, to: readonly string[]])[] = [
	["results/report/", statistics],
	// The same seeded draws for both.
	["results/trend/", ["results/schema/", "results/compare/"]],
	// A benchmark's command line is that of all benchmarks.
	["results/store/store.bench.ts", ["results/schema/", "ci/command.ts"]],
	["results/", ["results/schema/"]],
	["harness/contract/", ["results/schema/"]],
	["harness/cli/", everything],
	["harness/run/", ["harness/", "results/schema/"]],
	// A check's context lends it a rig, which must be made by the process that the check runs in.
	["harness/host/", ["harness/contract/", "harness/ffi/", "harness/rig/", "results/schema/"]],
	["harness/rig/", ["harness/contract/", "harness/ffi/"]],
	["harness/load/", ["harness/contract/", "harness/ffi/", "results/schema/"]],
	["harness/swap/", ["harness/contract/", "harness/ffi/", "results/schema/"]],
	["harness/", ["harness/contract/", "results/schema/"]],
	["suites/model/", ["harness/contract/"]],
	["suites/", ["harness/contract/", "suites/model/"]],
	["engines/", ["engines/"]],
	["ci/browser/", ["ci/browser/", "results/report/", "results/schema/", "results/store/"]],
	// Benchmarks drive the rooms as `cli` does; suites and the store they leave to it. The history
	// checkers are measured where they are.
	["ci/", ["ci/", "harness/", ...statistics, "suites/model/", "engines/"]],
];

/** Imports as they stand in code; text in strings that looks like one is none. */
export function importsOf(file: SourceFile): Import[] {
	const pattern = /\b(?:from|import)\s*\(?\s*["']([^"'\n]+)["']/g;
	return [...file.uncommented.matchAll(pattern)]
		.filter((match) => /^(from|import)/.test(file.bare.slice(match.index)))
		.map((match) => {
			const specifier = match[1] ?? "";
			const to = specifier.startsWith(".")
				? normalize(`${dirname(file.path)}/${specifier}`)
				: specifier;
			return { to, line: lineAt(file.text, match.index) };
		});
}

/** Imports that the design forbids, and bun:ffi outside its room. */
export function forbiddenImports(file: SourceFile): Problem[] {
	if (!file.path.endsWith(".ts")) {
		return [];
	}
	const problem = (line: number, message: string): Problem => ({
		path: file.path,
		line,
		rule: "imports",
		message,
	});
	return importsOf(file).flatMap(({ to, line }) => {
		if (to === "bun:ffi" && !file.path.startsWith("harness/ffi/")) {
			return [problem(line, "imports bun:ffi; only harness/ffi may: go through it")];
		}
		if (!everything.some((top) => to.startsWith(top))) {
			return to.startsWith("..") ? [problem(line, `${to} is outside the repository`)] : [];
		}
		const rule = allowed.find(([from]) => file.path.startsWith(from));
		const golden = file.path.endsWith(".test.ts") ? ["engines/abi/"] : [];
		const open = [room(file.path), ...(rule?.[1] ?? []), ...golden];
		return open.some((prefix) => to.startsWith(prefix))
			? []
			: [problem(line, `imports ${to}; ${room(file.path)} may import ${open.join(", ")}`)];
	});
}

/** `harness/gate/` of `harness/gate/judge.ts`; a file right below a top folder is the folder's. */
function room(path: string): string {
	const [top = "", second = "", third] = path.split("/");
	return third === undefined ? `${top}/` : `${top}/${second}/`;
}

/**
 * TypeScript files that nothing leads to: neither an import, nor a string that names the file (a
 * Worker, a fixture, a script of package.json), except in the file's own test.
 */
export function deadFiles(files: readonly SourceFile[]): Problem[] {
	const referenced = new Set<string>();
	for (const file of files) {
		const own = file.path.replace(/\.test\.ts$/, ".ts");
		const named = [...file.uncommented.matchAll(/[\w./-]+\.ts\b/g)].map(([name]) => name);
		const paths = named.flatMap((name) => [
			normalize(name),
			normalize(`${dirname(file.path)}/${name}`),
			normalize(`${dirname(file.path)}/fixtures/${name}`),
		]);
		for (const path of paths.filter((each) => each !== own && each !== file.path)) {
			referenced.add(path);
		}
	}
	return files
		.map((file) => file.path)
		.filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !referenced.has(path))
		.map((path) => ({
			path,
			line: 1,
			rule: "dead-file",
			message: "nothing imports or starts it: use it or delete it",
		}));
}
