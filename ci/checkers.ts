/**
 * `npm run bench:checkers`: how fast histories are judged, alone and against Porcupine, and what
 * the sequential checks and the stamps cost.
 *
 * Goals: the aims of the checkers, as numbers, on histories that are the same on every machine.
 * Non-goals: gating; engines. The best of a few times is told: the rest is the machine's.
 * Exit 0 when everything could run, whatever it measured; 3 when something could not.
 */
import Table from "cli-table3";
import { peerRows } from "./checkers/against.ts";
import { buildPorcupine } from "./checkers/porcupine.ts";
import { sequentialRow, stampRows } from "./checkers/rates.ts";
import type { Row } from "./checkers/row.ts";
import { zoneRows } from "./checkers/zones.ts";
import { runCommand, wholeNumber } from "./command.ts";

const decades = [1e4, 1e5, 1e6, 1e7];

function render(rows: readonly Row[]): string {
	const table = new Table({
		head: ["what", "measured", "wanted", ""],
		style: { head: [], border: [] },
	});
	for (const { what, measured, wanted, verdict } of rows) {
		table.push([what, measured, wanted, verdict]);
	}
	return table.toString();
}

const command = {
	name: "bench:checkers",
	about: "how fast histories are judged, alone and against Porcupine",
	options: {
		largest: { value: "N", about: "operations of the longest history", default: "1000000" },
		timeout: { value: "SECONDS", about: "that Porcupine is given", default: "10" },
	},
};

async function main(
	values: Readonly<Record<keyof typeof command.options, string>>,
): Promise<number> {
	const largest = wholeNumber("largest", values.largest, 1);
	const timeoutSeconds = wholeNumber("timeout", values.timeout, 1);
	const sizes = decades.filter((size) => size <= largest);
	const peer = await buildPorcupine();
	const rows = [
		...zoneRows(sizes.length > 0 ? sizes : [largest], 5),
		...(await peerRows(peer, timeoutSeconds)),
		sequentialRow(Math.min(100_000, largest), 5),
		...stampRows(Math.min(4000, largest), 5),
	];
	console.log(render(rows));
	return rows.some(({ verdict }) => verdict === "could-not-run") ? 3 : 0;
}

await runCommand(command, main);
