/** Reads what yargs parsed, without trusting that it is of the type asked for. */
import type { CommonOptions } from "./context.ts";
import { storageOptions } from "./option-table.ts";
import { Refusal } from "./refusal.ts";

export type Arguments = Readonly<Record<string, unknown>>;

export function common(typed: Arguments): CommonOptions {
	return { json: isSet(typed, "json"), noColor: isSet(typed, "no-color") };
}

export function isSet(typed: Arguments, name: string): boolean {
	return typed[name] === true;
}

export function strings(typed: Arguments, name: string): string[] | undefined {
	const value = typed[name];
	if (value === undefined) return undefined;
	return (Array.isArray(value) ? value : [value]).map(String);
}

/** A value that may be given once. Twice would mean that one of the two is not what was asked. */
export function one(typed: Arguments, name: string): string | undefined {
	const values = strings(typed, name);
	if (values === undefined) return undefined;
	if (values.length > 1) throw new Refusal(`--${name} was given twice; give it once.`);
	if (values[0] === "") throw new Refusal(`--${name} is empty; give it a value.`);
	return values[0];
}

export function outOf(typed: Arguments): string {
	return one(typed, "out") ?? storageOptions.out.default;
}
