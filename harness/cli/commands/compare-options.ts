/** What a comparison may be asked, and how it ends. */
import type { ComparisonVerdict } from "../../../results/compare/index.ts";
import { type ExitCode, exitCodes } from "../../gate/index.ts";
import { Refusal } from "../refusal.ts";
import { didYouMean } from "../suggest.ts";

/** Looks are declared here, before anything is measured; a child measures so long. */
export const efforts = {
	quick: { looks: [12], measureMs: 200, budgetMs: 120_000 },
	ci: { looks: [16, 28, 44, 72], measureMs: 250, budgetMs: 210_000 },
	certification: { looks: [20, 40, 60, 100], measureMs: 1000, budgetMs: 3_600_000 },
} as const;
export type Effort = keyof typeof efforts;

export const comparisonCodes: Readonly<Record<ComparisonVerdict["verdict"], ExitCode>> = {
	pass: exitCodes.pass,
	fail: exitCodes.regression,
	inconclusive: exitCodes.inconclusive,
	unfit: exitCodes.inconclusive,
	broken: exitCodes.fail,
};

/** How much slower is still as fast, as a share; --margin is another one for the throughput. */
export const marginDefaults = { iops: 0.025, p99Ns: 0.1 } as const;

export function readEffort(word: string | undefined): Effort {
	const names = Object.keys(efforts) as Effort[];
	const found = names.find((name) => name === (word ?? "ci"));
	if (found !== undefined) return found;
	const hint = didYouMean(word ?? "", names, `a comparison has ${names.join(", ")}`);
	throw new Refusal(`--profile ${word} is none of a comparison${hint}`);
}

/** `2.5` or `2.5%`, as a share. */
export function readPercent(option: string, text: string): number {
	const value = Number(/^(\d+(?:\.\d+)?)\s*%?$/.exec(text)?.[1]);
	if (value > 0 && value <= 50) return value / 100;
	throw new Refusal(`${option} ${text} is no percentage; give one from 0.1 to 50, such as 2.5.`);
}
