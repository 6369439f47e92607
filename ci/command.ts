import { parseArgs } from "node:util";

/** What the benchmarks' command lines have in common. */

/** One that takes a value; what is not given has its default. */
export interface Option {
	/** What its value is called in the help: N, A,B .. */
	readonly value: string;
	readonly about: string;
	readonly default: string;
}

export interface Command<Name extends string> {
	/** As npm knows it. */
	readonly name: string;
	/** What it tells, in a sentence. */
	readonly about: string;
	readonly options: Readonly<Record<Name, Option>>;
	/** What the exit codes mean besides 0, 2 and 3. */
	readonly exit?: string;
}

type Values<Name extends string> = Readonly<Record<Name, string>>;

/** The command line's fault: what it says, and exit code 2. */
export class UsageError extends Error {
	override name = "UsageError";
}

/** An option's value that counts something; refuses any other, and says what it must be. */
export function wholeNumber(name: string, text: string, least: number): number {
	const value = Number(text);
	if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
	throw new UsageError(`--${name} must be a whole number from ${least}, not "${text}"`);
}

/** An option's value that names some of `known`, by comma. */
export function someOf<Name extends string>(
	option: string,
	text: string,
	known: readonly Name[],
): Name[] {
	return text.split(",").map((word) => {
		const found = known.find((name) => name === word);
		if (found !== undefined) return found;
		throw new UsageError(`--${option} takes some of ${known.join(",")}, not "${word}"`);
	});
}

export function usageOf<Name extends string>(command: Command<Name>): string {
	const { name, about, options, exit } = command;
	const rows = Object.entries<Option>(options).map(([option, { value, ...rest }]) => {
		const usual = rest.default ? `; default ${rest.default}` : "";
		return [`--${option} ${value}`, `${rest.about}${usual}`];
	});
	rows.push(["-h, --help", "this text"]);
	const width = Math.max(...rows.map(([left = ""]) => left.length));
	const lines = rows.map(([left = "", right]) => `  ${left.padEnd(width)}  ${right}`);
	const codes = ["0", ...(exit === undefined ? [] : [exit]), "2 usage", "3 could not run"];
	const head = `npm run ${name} [-- options]: ${about}`;
	return [head, ...lines, `Exit codes: ${codes.join(", ")}.`].join("\n");
}

/** Undefined when help was asked for. */
function readValues<Name extends string>(
	command: Command<Name>,
	words: readonly string[],
): Values<Name> | undefined {
	const { options } = command;
	const known = Object.entries<Option>(options).map(([name, { default: usual }]) => [
		name,
		{ type: "string" as const, default: usual },
	]);
	try {
		const { values } = parseArgs({
			args: [...words],
			options: { ...Object.fromEntries(known), help: { type: "boolean", short: "h" } },
		});
		return "help" in values ? undefined : (values as Values<Name>);
	} catch (error) {
		// Its first sentence names the option; the rest is about arguments that are none here.
		throw new UsageError((error as Error).message.split(". ")[0] ?? "");
	}
}

/**
 * The process ends with the code of `main`; with 0 after the help, with 2 when the command line is
 * at fault, with 3 when anything else throws: both say one sentence.
 */
export async function runCommand<Name extends string>(
	command: Command<Name>,
	main: (values: Values<Name>) => Promise<number>,
): Promise<void> {
	const { name } = command;
	const sentence = ({ message }: Error) => message.replace(/\.?$/, ".");
	try {
		const values = readValues(command, process.argv.slice(2));
		if (values === undefined) console.log(usageOf(command));
		process.exitCode = values === undefined ? 0 : await main(values);
	} catch (error) {
		const isUsage = error instanceof UsageError;
		if (isUsage) console.error(`${name}: ${sentence(error)} See npm run ${name} -- --help.`);
		else console.error(`${name} could not run: ${sentence(error as Error)}`);
		process.exitCode = isUsage ? 2 : 3;
	}
}
