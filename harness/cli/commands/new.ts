/** `assay new DIRECTORY --lang c`: a copy of the smallest engine, ready to be built. */
import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { schemaVersion } from "../../../results/schema/index.ts";
import { exitCodes } from "../../gate/index.ts";
import type { CommandContext, CommonOptions } from "../context.ts";
import { printJson, printResult } from "../output.ts";
import { Refusal } from "../refusal.ts";
import { didYouMean } from "../suggest.ts";

export async function newCommand(
	directory: string,
	language: string,
	options: CommonOptions,
	{ root }: CommandContext,
): Promise<number> {
	const destination = resolve(directory);
	if (existsSync(destination)) {
		throw new Refusal(`${directory} is there already; name a directory that is not.`);
	}
	const templates = join(root, "engines", "template");
	const languages = existsSync(templates) ? readdirSync(templates) : [];
	if (!languages.includes(language)) {
		const next = languages.length > 0 ? `known are ${languages.join(", ")}` : "there are none";
		throw new Refusal(
			`There is no template for --lang ${language}${didYouMean(language, languages, next)}`,
		);
	}
	try {
		mkdirSync(destination, { recursive: true });
		cpSync(join(templates, language), destination, { recursive: true });
		cpSync(join(root, "engines", "abi", "block_engine.h"), join(destination, "block_engine.h"));
	} catch (error) {
		const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
		throw new Refusal(`${directory} cannot be written (${code}); name another directory.`);
	}
	const files = readdirSync(destination).sort();
	if (options.json) await printJson({ schemaVersion, directory: destination, files });
	else await printResult([`${destination}:`, ...files.map((file) => `  ${file}`)].join("\n"));
	return exitCodes.pass;
}
