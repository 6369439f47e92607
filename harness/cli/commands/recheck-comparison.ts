/** A comparison's document, judged again from its rounds alone. */
import { dirname } from "node:path";
import { judgeComparison, parseComparison } from "../../../results/compare/index.ts";
import { exitCodes } from "../../gate/index.ts";
import type { CommonOptions } from "../context.ts";
import { say } from "../output.ts";
import { Refusal } from "../refusal.ts";
import { comparisonCodes } from "./compare-options.ts";
import { printComparison } from "./compare-print.ts";

/** `document`: whole, its seal is not broken. */
export async function recheckComparison(
	document: object,
	path: string,
	options: CommonOptions,
): Promise<number> {
	const parsed = parseComparison(document);
	if (!parsed.ok) throw new Refusal(`Comparison ${path} cannot be used: ${parsed.message}.`);
	const { data } = parsed;
	const judged = judgeComparison(data);
	const { digest: _, ...stored } = document as { digest?: unknown };
	const again = { ...stored, ...judged };
	const where = {
		...{ baseline: pathOf(document, "baseline"), candidate: pathOf(document, "candidate") },
		outDirectory: dirname(path),
	};
	await printComparison(again, data, judged, options, where);
	if (JSON.stringify(again) !== JSON.stringify(stored)) {
		say(`assay: the comparison says something else than its own rounds: ${judged.verdict}.`);
		return comparisonCodes[judged.verdict] || exitCodes.fail;
	}
	return data.complete ? comparisonCodes[judged.verdict] : exitCodes.interrupted;
}

/** Undefined: no JSON object; what is wrong with it is told elsewhere. */
export function jsonObject(text: string): object | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
}

export function pathOf(document: object, role: "baseline" | "candidate"): string {
	const engines: unknown = Reflect.get(document, "engines");
	const engine: unknown = typeof engines === "object" && engines && Reflect.get(engines, role);
	const path: unknown = typeof engine === "object" && engine && Reflect.get(engine, "path");
	return typeof path === "string" ? path : role;
}
