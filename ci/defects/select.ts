import { basename } from "node:path";
import type { SeededEngine } from "./header.ts";
import type { Options } from "./options.ts";

/** Is a hang how it is caught? Then it only waits for a deadline, and needs no processor. */
export function waitsForDeadline(engine: SeededEngine): boolean {
	return engine.verdicts.includes("hung");
}

/** Is it a race? Then it needs the processors for itself: threads that take turns never meet. */
export function isRace(engine: SeededEngine): boolean {
	return engine.attempts > 1;
}

/** The seeded engines that the options ask for. */
export function selectSeeded(
	engines: readonly SeededEngine[],
	{ only, subset, honest }: Pick<Options, "only" | "subset" | "honest">,
): SeededEngine[] {
	if (honest) return [];
	const named = engines.filter(({ defect, name }) =>
		only.some((part) => (/^\d+$/.test(part) ? Number(part) === defect : name.includes(part))),
	);
	const wanted = only.length === 0 ? [...engines] : named;
	if (!subset) return wanted;
	const seen = new Set<number>();
	const hangs = wanted.filter(waitsForDeadline).slice(0, 1);
	return wanted.filter((engine) => {
		if (waitsForDeadline(engine)) return hangs.includes(engine);
		const isFirst = !seen.has(engine.defect);
		seen.add(engine.defect);
		return isFirst;
	});
}

/** One volatile and one that keeps its blocks; the built-in engines are certified elsewhere. */
const subsetOfHonest = /honest-(memory|write-back)\.so$/;

/** The honest engines' files that the options ask for; a defect's number is no part of a name. */
export function selectHonest(
	files: readonly string[],
	{ only, subset }: Pick<Options, "only" | "subset">,
): string[] {
	const names = only.filter((part) => !/^\d+$/.test(part));
	const wanted = only.length === 0 ? files : files.filter((file) => isNamed(file, names));
	return wanted.filter((file) => !subset || subsetOfHonest.test(file));
}

function isNamed(file: string, parts: readonly string[]): boolean {
	return parts.some((part) => basename(file).includes(part));
}
