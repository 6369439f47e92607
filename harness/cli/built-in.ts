/** The engines that come with Assay, by name, and how a word that names an engine is read. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PreparedEngine } from "../contract/index.ts";
import { inspectEngine } from "../preflight/index.ts";
import { Refusal, unfit } from "./refusal.ts";
import { suggest } from "./suggest.ts";

/** `null` stores nothing: it is the floor that others are measured against. */
export const builtInNames = [
	"null",
	"memory",
	"nvme",
	"nvme-pool",
	"nvme-batch",
	"nvme-uring",
] as const;

export const certifiedByDefault = builtInNames.filter((name) => name !== "null");

export function builtInPath(root: string, name: string): string {
	return join(root, "build", "engines", `${name}.so`);
}

function isBuiltIn(word: string): boolean {
	return builtInNames.some((name) => name === word);
}

/** A built-in's name, or a path. A file of that name in the current directory is `./nvme`. */
export function prepareEngine(root: string, word: string): PreparedEngine {
	const path = isBuiltIn(word) ? builtInPath(root, word) : word;
	if (isBuiltIn(word) && !existsSync(path)) {
		throw unfit(`The built-in engine ${word} is not built; run 'npm run build' in ${root}.`);
	}
	const result = inspectEngine(path);
	if (result.ok) return result.prepared;
	const nearest = /[/.]/.test(word) ? undefined : suggest(word, builtInNames);
	const hint = nearest === undefined ? "" : ` (or did you mean the built-in engine ${nearest}?)`;
	throw new Refusal(result.refusal.message.replace(/\.$/, `${hint}.`));
}

/** The engines of a command line, each once. */
export function prepareEngines(root: string, words: readonly string[]): PreparedEngine[] {
	const engines = words.map((word) => prepareEngine(root, word));
	for (const [index, engine] of engines.entries()) {
		const twin = engines.findIndex((other) => other.file.digest === engine.file.digest);
		if (twin === index) continue;
		throw new Refusal(
			`Engines ${words[twin]} and ${words[index]} are the same file (sha256 ${engine.file.digest.slice(0, 12)}); name each engine once.`,
		);
	}
	return engines;
}

/** What `differential.*` compares with; not being built is for that check to tell. */
export function referenceEngine(root: string): { referenceEngine?: PreparedEngine } {
	const path = builtInPath(root, "memory");
	if (!existsSync(path)) return {};
	const result = inspectEngine(path);
	return result.ok ? { referenceEngine: result.prepared } : {};
}
