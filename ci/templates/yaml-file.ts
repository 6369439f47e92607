import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";

/** A step, job or template as it stands in the file: what is not asked for is not looked at. */
export type Tree = { readonly [key: string]: unknown };

export function isTree(value: unknown): value is Tree {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Throws at a warning, too: a key that stands there twice is one that is ignored. */
export function readYaml(path: string): Tree {
	const document = parseDocument(readFileSync(path, "utf8"), { strict: true, uniqueKeys: true });
	const [problem] = [...document.errors, ...document.warnings];
	if (problem !== undefined) throw new Error(`${path}: ${problem.message}`);
	const value: unknown = document.toJS();
	if (!isTree(value)) throw new Error(`${path} is no mapping`);
	return value;
}

/** Every value below a key of this name, however deep. */
export function valuesOf(value: unknown, key: string): unknown[] {
	if (Array.isArray(value)) return value.flatMap((each) => valuesOf(each, key));
	if (!isTree(value)) return [];
	return Object.entries(value).flatMap(([name, each]) => [
		...(name === key ? [each] : []),
		...valuesOf(each, key),
	]);
}

/** What a shell has against a script, without running it; empty if nothing. */
export function shellProblem(shell: "bash" | "sh", script: string): string {
	const { stderr } = Bun.spawnSync([shell, "-n"], { stdin: Buffer.from(script) });
	return stderr.toString();
}
