/** The command line: words in, exit code out. Everything that is not understood is refused. */
import { schemaVersion } from "../../results/schema/version.ts";
import { root } from "../contract/scripts.ts";
import { exitCodes } from "../gate/exit.ts";
import type { CommandContext } from "./context.ts";
import { hostCommand } from "./host-command.ts";
import { optionNames } from "./option-table.ts";
import { printJson, printResult, say } from "./output.ts";
import { buildParser, commandNames } from "./parser.ts";
import { Refusal } from "./refusal.ts";
import { didYouMean } from "./suggest.ts";

export async function runCommandLine(
	words: readonly string[],
	exit: (code: number) => never,
): Promise<number> {
	const context: CommandContext = {
		root,
		exit,
		// Looked up when a run needs it: that stats every source.
		get hostCommand() {
			return hostCommand();
		},
	};
	try {
		return await dispatch(words, context);
	} catch (error) {
		return await explain(error, words);
	}
}

async function dispatch(words: readonly string[], context: CommandContext): Promise<number> {
	let code: number | undefined;
	const parser = buildParser(context, (value) => {
		code = value;
	});
	let output = "";
	let failure: Error | undefined;
	await parser.parseAsync([...words], {}, (error, _arguments, text) => {
		failure = error;
		output = text;
	});
	// yargs hands over its help as the output of a failure, too: only asked for, it is a result.
	if (failure !== undefined && failure !== null) throw understood(failure, words);
	if (output !== "") {
		await printResult(output);
		return exitCodes.pass;
	}
	if (code !== undefined) return code;
	throw new Error(`the command line ${words.join(" ")} led to no command`);
}

/** yargs' complaints in our words: one sentence, with the word that was meant. */
function understood(error: Error, words: readonly string[]): Error {
	if (error.name !== "YError") return error;
	const command = words.find((word) => commandNames.includes(word));
	const help = `see 'assay ${command === undefined ? "" : `${command} `}--help'`;
	const unknown = /^Unknown (?:argument|command)s?: (.*)$/.exec(error.message)?.[1]?.split(", ")[0];
	const first = words[0];
	if (command === undefined && first !== undefined && !first.startsWith("-")) {
		const next = `known are ${commandNames.join(", ")}`;
		return new Refusal(`Unknown command ${first}${didYouMean(first, commandNames, next)}`);
	}
	if (unknown !== undefined) return new Refusal(explainUnknown(unknown, command, words, help));
	const valueless = /^Not enough arguments following: (.*)$/.exec(error.message)?.[1];
	if (valueless !== undefined) return new Refusal(`--${valueless} needs a value; ${help}.`);
	if (/^Not enough non-option arguments/.test(error.message)) {
		return new Refusal(
			command === undefined
				? `No command was given; name one of ${commandNames.join(", ")}.`
				: `The command ${command} needs to be told what to work on; ${help}.`,
		);
	}
	return new Refusal(`${error.message.replace(/\s+/g, " ").replace(/\.$/, "")}; ${help}.`);
}

function explainUnknown(
	unknown: string,
	command: string | undefined,
	words: readonly string[],
	help: string,
): string {
	const asOption = words.find((word) => word.startsWith("-") && optionName(word).includes(unknown));
	if (asOption !== undefined) {
		if (optionNames.includes(unknown)) {
			return `--${unknown} is no option of ${command ?? "assay itself"}; ${help}.`;
		}
		const known = optionNames.map((name) => `--${name}`);
		return `Unknown option ${asOption.split("=")[0]}${didYouMean(`--${unknown}`, known, help)}`;
	}
	return `Unexpected argument ${unknown}; ${help}.`;
}

/** `--seed=4` is seed; `-sx` is s and x. */
function optionName(word: string): string[] {
	const name = word.replace(/^-+/, "").replace(/=.*$/, "");
	return word.startsWith("--") ? [name] : [name, ...name];
}

/** One sentence on stderr; with --json also one document, so that stdout is never empty. */
async function explain(error: unknown, words: readonly string[]): Promise<number> {
	const isRefusal = error instanceof Refusal;
	const raw = error instanceof Error ? error.message : String(error);
	const message = isRefusal
		? raw
		: `Assay itself failed: ${raw.replace(/\s+/g, " ")}; set ASSAY_DEBUG=1 to see where, and please report it.`;
	const exitCode = isRefusal ? error.exitCode : exitCodes.error;
	if (process.env.ASSAY_DEBUG && error instanceof Error) say(error.stack ?? error.message);
	say(`assay: ${message}`);
	if (words.includes("--json")) {
		const verdict = exitCode === exitCodes.inconclusive ? "inconclusive" : "error";
		const errors = [{ where: "command line", message }];
		await printJson({ schemaVersion, verdict, exitCode, engines: [], gates: [], errors });
	}
	return exitCode;
}
