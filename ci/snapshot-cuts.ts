/**
 * `npm run cuts`: a catalogue of releases is changed by a process that is killed (SIGKILL) at each
 * step in turn, 1,000 times in all; afterwards the old or the new snapshot must be there, whole,
 * and the change must succeed when it is made again. `npm test` does one round.
 *
 * Goal: 0 broken states. Non-goal: power cuts, where the page cache is lost as well.
 */
import { sweepCuts } from "../harness/swap/catalogue/fixtures/cut-sweep.ts";

async function main(word = "1000"): Promise<number> {
	const count = Number(word);
	if (!Number.isInteger(count) || count < 1) {
		console.error(`snapshot-cuts: "${word}" is no number of cuts: name a whole one.`);
		return 2;
	}
	const result = await sweepCuts(count);
	const steps = Object.entries(result.steps).map(([change, each]) => `${change} ${each}`);
	console.log(`steps of each change: ${steps.join(", ")}`);
	console.log(`${result.cuts} cuts: ${result.old} old, ${result.new} new`);
	for (const line of result.broken) console.log(`broken: ${line}`);
	console.log(`${result.broken.length} broken states`);
	return result.broken.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv[2]);
