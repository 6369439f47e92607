/**
 * Runs a composite action as far as a machine without GitHub can: its `run` steps in bash with the
 * environment and files that a runner gives them, its conditions and expressions. Actions that it
 * uses are not run; with what they would have been called is told. Expressions beyond those of our
 * own action are refused, not guessed.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isTree, readYaml, type Tree } from "./yaml-file.ts";

export interface ActionRun {
	readonly action: string;
	/** Where the job's checkout would be; the runner's files go beside it. */
	readonly workspace: string;
	readonly inputs: Readonly<Record<string, string>>;
	/** `action_path`, `event_name`, ...: as expressions name them. */
	readonly github: Readonly<Record<string, string>>;
	readonly environment?: Readonly<Record<string, string>>;
}

export interface ActionResult {
	/** Name of each step that ran, with its exit code; 0 for a `uses`. */
	readonly steps: readonly (readonly [name: string, code: number])[];
	readonly uses: readonly { readonly action: string; readonly with: Tree }[];
	readonly outputs: Readonly<Record<string, string>>;
	readonly log: string;
	readonly summary: string;
}

export async function runAction(given: ActionRun): Promise<ActionResult> {
	const action = readYaml(given.action);
	const values = new Map(
		Object.entries(given.github).map(([key, value]) => [`github.${key}`, value]),
	);
	for (const [name, input] of Object.entries(isTree(action.inputs) ? action.inputs : {})) {
		const standard = isTree(input) ? String(input.default ?? "") : "";
		values.set(`inputs.${name}`, given.inputs[name] ?? fill(standard, values));
	}
	const runner = join(given.workspace, "..", "runner");
	mkdirSync(runner, { recursive: true });
	const files = {
		GITHUB_OUTPUT: join(runner, "output"),
		GITHUB_STEP_SUMMARY: join(runner, "summary"),
	};
	writeFileSync(files.GITHUB_STEP_SUMMARY, "");
	const steps: [string, number][] = [];
	const uses: { action: string; with: Tree }[] = [];
	let log = "";
	const runs = isTree(action.runs) && Array.isArray(action.runs.steps) ? action.runs.steps : [];
	for (const step of runs.filter(isTree)) {
		const hasFailed = steps.some(([, code]) => code !== 0);
		if (!isMet(typeof step.if === "string" ? step.if : undefined, values, hasFailed)) continue;
		const name = String(step.name ?? step.uses);
		if (typeof step.uses === "string") {
			uses.push({ action: step.uses, with: filled(step.with, values) });
			steps.push([name, 0]);
			continue;
		}
		writeFileSync(files.GITHUB_OUTPUT, "");
		const { code, text } = await bash(String(step.run), given.workspace, {
			...given.environment,
			...files,
			...filled(step.env, values),
		});
		log += text;
		steps.push([name, code]);
		for (const line of readFileSync(files.GITHUB_OUTPUT, "utf8").split("\n").filter(Boolean)) {
			const at = line.indexOf("=");
			values.set(`steps.${step.id}.outputs.${line.slice(0, at)}`, line.slice(at + 1));
		}
	}
	const outputs = Object.entries(isTree(action.outputs) ? action.outputs : {}).map(
		([name, output]) => [name, fill(isTree(output) ? String(output.value) : "", values)],
	);
	const summary = readFileSync(files.GITHUB_STEP_SUMMARY, "utf8");
	return { steps, uses, outputs: Object.fromEntries(outputs), log, summary };
}

/** As GitHub starts `shell: bash`. */
export async function bash(script: string, cwd: string, environment: Record<string, string>) {
	const child = Bun.spawn(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
		...{ cwd, stdin: "ignore", stdout: "pipe", stderr: "pipe" },
		env: { ...process.env, ...environment },
	});
	const [out, err, code] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
		child.exited,
	]);
	return { code, text: `${out}${err}` };
}

export type Values = ReadonlyMap<string, string>;

/** Every `${{ expression }}` by its value. */
function fill(text: string, values: Values): string {
	return text.replace(/\$\{\{ (.+?) \}\}/g, (_, expression: string) =>
		expressionValue(expression, values),
	);
}

/** Of a mapping, or of none: every value with its expressions filled in. */
export function filled(mapping: unknown, values: Values): Record<string, string> {
	const entries = Object.entries(isTree(mapping) ? mapping : {});
	return Object.fromEntries(entries.map(([key, text]) => [key, fill(String(text), values)]));
}

function expressionValue(expression: string, values: Values): string {
	const value = values.get(expression);
	if (value !== undefined) return value;
	// A step that was left out, or wrote nothing, has empty outputs.
	if (/^steps\.[\w-]+\.outputs\.[\w-]+$/.test(expression)) return "";
	throw new Error(`the expression ${expression} has no value here`);
}

/** A condition without a status function waits for the success of all before it. */
function isMet(condition: string | undefined, values: Values, hasFailed: boolean): boolean {
	if (condition === undefined) return !hasFailed;
	const terms = condition.replace(/^\$\{\{ (.*) \}\}$/, "$1").split(" && ");
	const holds = terms.every((term) => {
		if (term === "!cancelled()") return true;
		const [, left = "", operator, right] = /^(\S+) (==|!=) '([^']*)'$/.exec(term) ?? [];
		if (operator === undefined) throw new Error(`the condition ${term} is not understood here`);
		return (expressionValue(left, values) === right) === (operator === "==");
	});
	return holds && (!hasFailed || terms.includes("!cancelled()"));
}
