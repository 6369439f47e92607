import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type HonestEngine, parseHeader, type SeededEngine } from "./header.ts";

export const catalogueSize = 66;
const directory = "engines/defective";

export interface Catalogue {
	readonly seeded: readonly SeededEngine[];
	readonly honest: readonly HonestEngine[];
	/** Defects that nobody can see from outside, with the reason. */
	readonly invisible: ReadonlyMap<number, string>;
}

export function readCatalogue(root: string): Catalogue {
	const files = readdirSync(join(root, directory))
		.filter((name) => name.endsWith(".c") && !name.startsWith("_"))
		.sort();
	const engines = files.map((name) => {
		const path = `${directory}/${name}`;
		return parseHeader(path, readFileSync(join(root, path), "utf8"));
	});
	return {
		seeded: engines.filter((engine) => engine.kind === "seeded"),
		honest: engines.filter((engine) => engine.kind === "honest"),
		invisible: readInvisible(readFileSync(join(root, directory, "invisible.toml"), "utf8")),
	};
}

export function readInvisible(text: string): Map<number, string> {
	const document = Bun.TOML.parse(text) as { defect?: { number?: unknown; reason?: unknown }[] };
	const entries = (document.defect ?? []).map(({ number, reason }): [number, string] => {
		if (typeof number !== "number" || typeof reason !== "string" || reason.length < 20) {
			throw new Error(`${directory}/invisible.toml: each [[defect]] has a number and a reason`);
		}
		return [number, reason];
	});
	return new Map(entries);
}

/** Defects that are neither seeded nor explained, and those that are both. */
export function gaps({ seeded, invisible }: Catalogue): string[] {
	const numbers = Array.from({ length: catalogueSize }, (_, index) => index + 1);
	return numbers.flatMap((number) => {
		const isSeeded = seeded.some(({ defect }) => defect === number);
		if (isSeeded && invisible.has(number)) return [`defect ${number} is seeded and "invisible"`];
		return isSeeded || invisible.has(number) ? [] : [`defect ${number} is not covered`];
	});
}
