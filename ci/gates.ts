/**
 * `npm run bench:gates`: do the comparison's gate and the change points cry wolf, and do they
 * sleep? What is given 0 of is left out.
 *
 * Goals: the rate of false FAILs over change-free comparisons, and the power against 5 % and 10 %,
 * on simulated hosts of three kinds of noise, with the looks and margins of `assay compare`; beside
 * it real comparisons of engines with themselves, and with builds delayed by 5 % and 10 %. Each
 * takes about a minute, so that 30 are asked for by `--real 30`. Change points: series
 * flagged without a change, steps found, and F1 on series whose truth is known and on public ones
 * that people marked, beside doing nothing and, where a Python has it, Apache Otava.
 * Non-goals: how fast an engine is; that a simulated host is like yours (the real ones show yours).
 *
 * Exit code 1 when more than 1 % of the simulated change-free comparisons fail, when any slowed one
 * passes, when the quietest host's power is below 90 % at 5 % or 99 % at 10 %, or when a real
 * change-free comparison fails; for change points when more than 5 % of the change-free series of
 * any kind are flagged, when fewer than 95 % of the 5 % steps are found within 5 points, or when
 * Otava's F1 is not below ours. The same powers, and no PASS, are asked of real slow-downs.
 */
import { runCommand, UsageError, wholeNumber } from "./command.ts";
import { realBars, runReal } from "./gates/real.ts";
import { type Bar, barsOf, simulateAll } from "./gates/simulated.ts";
import { benchTrends } from "./gates/trends.ts";

const command = {
	name: "bench:gates",
	about: "false alarms and power of the comparison's gate and of change points",
	options: {
		simulated: { value: "N", about: "comparisons a cell on simulated hosts", default: "300" },
		real: { value: "N", about: "comparisons of engines with themselves", default: "2" },
		"real-power": { value: "N", about: "comparisons with delayed builds", default: "0" },
		engine: { value: "A,B", about: "built-in engines for the real ones", default: "memory,nvme" },
		trend: { value: "N", about: "series a cell", default: "300" },
		histories: { value: "N", about: "drawn series for F1, beside the annotated", default: "300" },
		otava: { value: "PYTHON", about: "a Python that has apache-otava", default: "" },
		seed: { value: "N", about: "of all that is drawn", default: "1" },
	},
	exit: "1 a bar was missed",
};

async function main(
	values: Readonly<Record<keyof typeof command.options, string>>,
): Promise<number> {
	const seed = wholeNumber("seed", values.seed, 0);
	const simulated = wholeNumber("simulated", values.simulated, 0);
	const cell = wholeNumber("trend", values.trend, 0);
	const histories = wholeNumber("histories", values.histories, 0);
	const same = wholeNumber("real", values.real, 0);
	const slowed = wholeNumber("real-power", values["real-power"], 0);
	const bars: Bar[] = [];
	if (simulated > 0) {
		const tallies = simulateAll(simulated, seed);
		for (const tally of tallies) console.log(tally.text);
		bars.push(...barsOf(tallies));
	}
	if (cell + histories > 0) {
		const trends = benchTrends({ cell, histories, seed, otava: values.otava || undefined });
		for (const line of trends.lines) console.log(line);
		bars.push(...trends.bars);
	}
	const real = realBars(
		runReal({
			engines: values.engine.split(","),
			same,
			slowed,
			seed,
			say: console.log,
		}),
	);
	for (const line of real.lines) console.log(line);
	bars.push(...real.bars);
	if (bars.length === 0) throw new UsageError("nothing was asked for, so there is nothing to tell");
	for (const { text, met } of bars) console.log(`${met ? "met   " : "MISSED"} ${text}`);
	return bars.every(({ met }) => met) ? 0 : 1;
}

if (import.meta.main) {
	await runCommand(command, main);
}
