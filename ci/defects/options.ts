import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

export interface Options {
	/** Parts of engine names or defect numbers; empty: all. */
	readonly only: readonly string[];
	/** One engine a defect and one seed, without what takes long. */
	readonly subset: boolean;
	/** No seeded engine: every honest one, with every seed. */
	readonly honest: boolean;
	/** How many runs at a time. */
	readonly lanes: number;
	/** How many seeds the honest engines are run with. */
	readonly seeds: number;
	readonly seed: number;
	readonly help: boolean;
}

export const usage = `npm run defects -- [options]
  --only NAMES   only these engines: defect numbers, or parts of names ("honest"), by comma
  --subset       the quick subset: one engine a defect, none that only a deadline tells
  --honest       no seeded engines, only the honest ones: the false alarms over --seeds
  --lanes N      how many runs at a time; default: one more than processors, as they wait for syncs
  --seeds N      seeds that the honest engines are run with; default 1
  --seed N       the first seed; default 1

A sweep in parts: --honest --seeds 25 --seed 1, then --seed 26 and so on.`;

export function readOptions(words: readonly string[]): Options {
	const { values } = parseArgs({
		args: [...words],
		options: {
			only: { type: "string", multiple: true, default: [] },
			subset: { type: "boolean", default: false },
			honest: { type: "boolean", default: false },
			lanes: { type: "string", default: String(availableParallelism() + 1) },
			seeds: { type: "string", default: "1" },
			seed: { type: "string", default: "1" },
			help: { type: "boolean", default: false },
		},
	});
	return {
		only: values.only.flatMap((names) => names.split(",")).filter((name) => name !== ""),
		subset: values.subset,
		honest: values.honest,
		lanes: wholeNumber("--lanes", values.lanes),
		seeds: wholeNumber("--seeds", values.seeds),
		seed: wholeNumber("--seed", values.seed),
		help: values.help,
	};
}

function wholeNumber(option: string, text: string): number {
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= 1 && value < 2 ** 31) return value;
	throw new Error(`${option} ${text}: give a whole number from 1 on`);
}
