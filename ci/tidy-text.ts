import { lineAt, type Problem, type SourceFile } from "./tidy-source.ts";

export const fileLinesMost = 200;
export const columnsMost = 100;
const longString = 40;
/** As wide as Biome counts one. */
const tabColumns = 2;

const code = /\.(ts|c|h|sh)$/;

export function longFiles(file: SourceFile): Problem[] {
	const lines = file.text.split("\n").length - 1;
	if (!code.test(file.path) || lines <= fileLinesMost) {
		return [];
	}
	const message = `${lines} lines; at most ${fileLinesMost}: one idea a file, so split it`;
	return [{ path: file.path, line: 1, rule: "file-length", message }];
}

export function longLines(file: SourceFile): Problem[] {
	if (!code.test(file.path)) {
		return [];
	}
	const bare = file.bare.split("\n");
	const uncommented = file.uncommented.split("\n");
	return file.text.split("\n").flatMap((text, index) => {
		// A template is not broken by the formatter either: its breaks would be part of the text.
		const isTemplate = (uncommented[index] ?? "").includes("`");
		if (isTemplate || stringCharacters(uncommented[index] ?? "", bare[index] ?? "") >= longString) {
			return [];
		}
		const columns = text.replaceAll("\t", " ".repeat(tabColumns)).length;
		const message = `${columns} columns; at most ${columnsMost}`;
		return columns > columnsMost
			? [{ path: file.path, line: index + 1, rule: "line-length", message }]
			: [];
	});
}

/** A message that is cut into pieces can't be searched for: lines with a long string are left. */
function stringCharacters(uncommented: string, bare: string): number {
	return [...uncommented].filter((character, at) => character !== bare[at]).length;
}

interface Forbidden {
	readonly rule: string;
	readonly pattern: RegExp;
	readonly where: "bare" | "text";
	readonly message: string;
	/** Paths it is allowed in. */
	readonly except?: RegExp;
}

/** The patterns are written so that they don't match themselves. */
const forbidden: readonly Forbidden[] = [
	{
		rule: "exit",
		pattern: /\bprocess\.(exit|reallyExit|abort)\s*\(/g,
		where: "bare",
		message: "only harness/cli ends the process: return a code or throw",
		except: /^harness\/cli\//,
	},
	{
		rule: "unfinished",
		pattern: /\b(T[O]DO|F[I]XME|X[X]X|H[A]CK|[Ss]tub(bed|s)?|[Nn]ot implemented|[Pp]laceholder)\b/g,
		where: "text",
		message: "unfinished work is not committed: finish it or take it out",
		// There it is what an engine pretends, and is caught at.
		except: /^engines\/defective\//,
	},
	{
		rule: "machine-path",
		pattern: /(?<![\w.])\/(?:home|root|work|Users)\/\w/g,
		where: "text",
		message: "a path of one machine: make it relative or an option",
	},
	{
		rule: "registry-host",
		pattern: /\bregistry\.[a-z0-9-]+\.|\bnpm[j]s\.(org|com)\b|\b[a-z0-9.-]+\/api\/npm\b/gi,
		where: "text",
		message: "names the host of a package registry: leave it to the user's npm configuration",
	},
	{
		rule: "focused-test",
		pattern: /\b(test|describe|it)\.(only|skip|todo)\b/g,
		where: "bare",
		message: "a test that doesn't run, or keeps others from running",
	},
];

export function forbiddenText(file: SourceFile): Problem[] {
	return forbidden
		.filter((rule) => rule.where === "text" || file.path.endsWith(".ts"))
		.filter((rule) => !rule.except?.test(file.path))
		.flatMap((rule) =>
			[...file[rule.where].matchAll(rule.pattern)].map((match) => ({
				path: file.path,
				line: lineAt(file.text, match.index),
				rule: rule.rule,
				message: `'${match[0].trim()}': ${rule.message}`,
			})),
		);
}

/** A lockfile that names hosts works only where they can be reached. */
export function lockfileHosts(file: SourceFile): Problem[] {
	if (!file.path.endsWith("package-lock.json")) {
		return [];
	}
	return [...file.text.matchAll(/"resolved":/g)].slice(0, 3).map((match) => ({
		path: file.path,
		line: lineAt(file.text, match.index),
		rule: "lockfile",
		message: `'${match[0]}': npm must write it with omit-lockfile-registry-resolved=true`,
	}));
}
