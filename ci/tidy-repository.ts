import { existsSync, readFileSync } from "node:fs";
import { exceptions, notOurs } from "./tidy-exceptions.ts";
import { longFunctions } from "./tidy-functions.ts";
import { deadFiles, forbiddenImports } from "./tidy-imports.ts";
import { type Problem, type SourceFile, sourceFile } from "./tidy-source.ts";
import { forbiddenText, lockfileHosts, longFiles, longLines } from "./tidy-text.ts";

/**
 * The style of this repository, as rules that fail a test. Formatting and common mistakes are
 * Biome's; here is what only this repository asks for: which room imports which, how long files,
 * functions and lines are, what must not be in the text. Not covered: names and prose.
 */
const perFile = [
	longFiles,
	longLines,
	longFunctions,
	forbiddenImports,
	forbiddenText,
	lockfileHosts,
] as const;

export function problemsOf(files: readonly SourceFile[]): Problem[] {
	return [...files.flatMap((file) => perFile.flatMap((rule) => rule(file))), ...deadFiles(files)];
}

/** Problems that no exception explains, and exceptions that explain nothing any more. */
export function unexplained(problems: readonly Problem[]): string[] {
	const explains = (problem: Problem) =>
		exceptions.find((each) => each.path === problem.path && each.rule === problem.rule);
	const used = new Set(problems.map(explains));
	return [
		...problems
			.filter((problem) => explains(problem) === undefined)
			.map(({ path, line, rule, message }) => `${path}:${line} [${rule}] ${message}`),
		...exceptions
			.filter((each) => !used.has(each))
			.map((each) => `${each.path} [${each.rule}] has no problem any more: drop its exception`),
	];
}

/** Everything of this repository that people wrote, and the lockfile. */
export function repositoryFiles(root: string): SourceFile[] {
	const globs = [
		"{harness,engines,suites,results,ci}/**/*.{ts,c,h,sh,toml,json,yml}",
		"*.{json,toml,md}",
		"ci/assay",
		".ci/run",
	];
	const paths = globs.flatMap((pattern) => [
		...new Bun.Glob(pattern).scanSync({ cwd: root, dot: true }),
	]);
	return [...new Set(paths)]
		.filter((path) => !notOurs.test(path) && existsSync(`${root}/${path}`))
		.sort()
		.map((path) => sourceFile(path, readFileSync(`${root}/${path}`, "utf8")));
}
