import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * For tests: Assay as an action's checkout would have it. Its `ci/assay` writes down its words and
 * hands over to this repository's, but installs nothing: others work with what is installed.
 */
export interface StandIn {
	readonly home: string;
	/** A search path on which `gh` keeps what it was asked, and knows of no comment yet. */
	readonly path: string;
	readonly calls: () => string[];
	readonly asked: () => string[];
	/** Of the comment that was written last. */
	readonly comment: () => string;
}

export function standIn(root: string, scratch: string): StandIn {
	const home = join(scratch, "assay");
	const commands = join(scratch, "bin");
	mkdirSync(join(home, "ci", "github"), { recursive: true });
	mkdirSync(commands);
	cpSync(join(root, "package-lock.json"), join(home, "package-lock.json"));
	const [calls, asked, body] = ["calls", "gh", "body"].map((name) => join(scratch, name));
	writeCommand(join(home, "ci", "assay"), [
		`echo "$*" >>"${calls}"`,
		'if [ "$1" = --prepare ]; then shift; fi',
		'if [ "$*" = engines ]; then exit 0; fi',
		`exec sh "${root}/ci/assay" "$@"`,
	]);
	writeCommand(join(commands, "gh"), [
		`echo "$*" >>"${asked}"`,
		`for word; do case $word in body=@*) cp "\${word#body=@}" "${body}";; esac; done`,
	]);
	return {
		home,
		path: `${commands}${delimiter}${process.env.PATH}`,
		calls: () => linesOf(calls),
		asked: () => linesOf(asked),
		comment: () => linesOf(body).join("\n"),
	};
}

/** A shell script that can be called. */
export function writeCommand(path: string, lines: readonly string[]): void {
	writeFileSync(path, `#!/bin/sh\n${lines.join("\n")}\n`);
	chmodSync(path, 0o755);
}

/** Of what was written down; none when nothing was. */
export function linesOf(file = ""): string[] {
	return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
}
