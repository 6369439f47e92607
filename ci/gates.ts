/**
 * `npm run bench:gates [-- --simulated N --real N --engine NAME --seed N]`: does the comparison's
 * gate cry wolf, and does it sleep?
 *
 * Goals: the rate of false FAILs over change-free comparisons, and the power against 5 % and 10 %,
 * on simulated hosts of three kinds of noise, with the looks and margins of `assay compare`; beside
 * it real comparisons of an engine with itself and with its delayed copy.
 * Non-goals: how fast an engine is; that a simulated host is like yours (the real ones show yours).
 *
 * Exit code 1 when more than 1 % of the simulated change-free comparisons fail, when any slowed one
 * passes, when the quietest host's power is below 90 % at 5 % or 99 % at 10 %, or when a real
 * change-free comparison fails.
 */
import { parseArgs } from "node:util";
import { runCommand, wholeNumber } from "./command.ts";
import { runReal } from "./gates/real.ts";
import { barsOf, simulateAll } from "./gates/simulated.ts";

async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			simulated: { type: "string", default: "300" },
			real: { type: "string", default: "2" },
			engine: { type: "string", default: "nvme" },
			seed: { type: "string", default: "1" },
		},
	});
	const seed = wholeNumber("seed", values.seed, 0);
	const tallies = simulateAll(wholeNumber("simulated", values.simulated, 0), seed);
	for (const tally of tallies) console.log(tally.text);
	const bars = barsOf(tallies);
	const real = runReal(values.engine, wholeNumber("real", values.real, 0), seed);
	for (const line of real.lines) console.log(line);
	bars.push({ text: `real: ${real.falseFails} false FAILs`, met: real.falseFails === 0 });
	for (const { text, met } of bars) console.log(`${met ? "met   " : "MISSED"} ${text}`);
	return bars.every(({ met }) => met) ? 0 : 1;
}

if (import.meta.main) {
	await runCommand("bench:gates", main);
}
