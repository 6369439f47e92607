import { lineAt, type Problem, type SourceFile } from "./tidy-source.ts";

export const functionLinesMost = 70;

const notFunctions = /\b(if|for|while|switch|catch|with|do|else|try|finally)$/;

/**
 * Functions that are too long, by their braces. A block is a function's when it follows an arrow,
 * or a parameter list that no control keyword stands before. The callback of `describe` is no
 * function in this sense: it is a list of tests.
 */
export function longFunctions(file: SourceFile): Problem[] {
	if (!/\.(ts|c|h)$/.test(file.path)) {
		return [];
	}
	const { bare } = file;
	const open: number[] = [];
	const problems: Problem[] = [];
	for (let at = 0; at < bare.length; at++) {
		if (bare[at] === "{") {
			open.push(at);
		} else if (bare[at] === "}") {
			const from = open.pop() ?? at;
			const first = lineAt(bare, from);
			const lines = lineAt(bare, at) - first + 1;
			if (lines > functionLinesMost && opensFunction(bare.slice(0, from))) {
				const message = `a function of ${lines} lines; at most ${functionLinesMost}: split it`;
				problems.push({ path: file.path, line: first, rule: "function-length", message });
			}
		}
	}
	return problems;
}

function opensFunction(before: string): boolean {
	let head = before.trimEnd();
	if (head.endsWith("=>")) {
		return !/\bdescribe(\.\w+)?\(\s*["'`]\s*["'`],\s*(async\s*)?\(\)\s*=>$/.test(head);
	}
	if (head.endsWith("}")) {
		head = head.slice(0, matching(head, "}", "{")).trimEnd();
	}
	if (!head.endsWith(")")) {
		const annotation = head.match(/\)\s*:[^;{}()=]*$/);
		if (annotation?.index === undefined) {
			return false;
		}
		head = head.slice(0, annotation.index + 1);
	}
	const name = head.slice(0, matching(head, ")", "(")).trimEnd();
	return !notFunctions.test(name);
}

/** Where the bracket that the text ends with was opened. */
function matching(text: string, close: string, open: string): number {
	let depth = 0;
	for (let at = text.length - 1; at >= 0; at--) {
		depth += text[at] === close ? 1 : text[at] === open ? -1 : 0;
		if (depth === 0) {
			return at;
		}
	}
	return 0;
}
