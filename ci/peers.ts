/**
 * `npm run bench:peers [-- --rounds N --ms N --only TEXT --dir PATH]`: the same work through Assay
 * and through fio, in one run.
 *
 * Goals: is the harness cheap (null against fio's null), and does it show what the interface gives
 * (nvme against psync, nvme-uring against io_uring: same file, same size, same randomness)?
 * Non-goals: judging this machine's disk; gating. Exit 0 unless it could not run.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { runCommand, wholeNumber } from "./command.ts";
import { type Budget, compareRow, type RowResult } from "./peers/compare.ts";
import { rows } from "./peers/rows.ts";
import { medianOf } from "./peers/statistics.ts";

const root = join(import.meta.dir, "..");
const blocks = 32_768;
const warmUpMs = 300;

function render(results: readonly RowResult[]): string {
	const table = new Table({
		head: ["comparison", "Assay IOPS", "fio IOPS", "ratio", "rounds", "p50 us", "p99 us", "CPU ns"],
		colAligns: ["left", "right", "right", "right", "right", "right", "right", "right"],
		style: { head: [], border: [] },
	});
	for (const { row, ours, theirs, comparison } of results) {
		const { ratio, ratioLow, ratioHigh, rounds } = comparison;
		const verdict = ratio >= row.ratioMin ? "PASS" : "BELOW";
		const aim = row.ratioAim === undefined ? "" : `, aim ${row.ratioAim}`;
		const pair = (field: "p50" | "p99" | "cpuNsPerOperation", by: number, digits: number): string =>
			[medianOf(ours, field), medianOf(theirs, field)]
				.map((value) => (value === undefined ? "-" : (value / by).toFixed(digits)))
				.join(" / ");
		table.push([
			`${row.id}\n${verdict} (wanted ${row.ratioMin}${aim})`,
			Math.round(comparison.oursMedian).toLocaleString("en"),
			Math.round(comparison.theirsMedian).toLocaleString("en"),
			`${ratio.toFixed(2)}\n${ratioLow.toFixed(2)}..${ratioHigh.toFixed(2)}`,
			`${rounds}\n${comparison.confidencePercent.toFixed(1)} %`,
			pair("p50", 1000, 2),
			pair("p99", 1000, 2),
			pair("cpuNsPerOperation", 1, 0),
		]);
	}
	return table.toString();
}

async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			rounds: { type: "string", default: "12" },
			ms: { type: "string", default: "500" },
			only: { type: "string", default: "" },
			dir: { type: "string", default: join(root, "build", "peers") },
		},
	});
	const budget: Budget = {
		rounds: wholeNumber("rounds", values.rounds, 1),
		measureMs: wholeNumber("ms", values.ms, 50),
		warmUpMs,
		blocks,
	};
	const wanted = rows.filter((row) => row.id.includes(values.only));
	if (wanted.length === 0) throw new Error(`no comparison has "${values.only}" in its name`);
	const fioPath = Bun.which("fio");
	if (fioPath === null) {
		throw new Error("fio was not found: install it (Debian: apt-get install fio) and try again");
	}
	mkdirSync(values.dir, { recursive: true });
	const engineDirectory = join(root, "build", "engines");
	const place = { fioPath, engineDirectory, directory: values.dir, seed: 1 };
	const results: RowResult[] = [];
	for (const row of wanted) {
		process.stderr.write(`${row.id}: ${budget.rounds} rounds of ${budget.measureMs} ms each\n`);
		results.push(await compareRow(row, place, budget));
	}
	console.log(render(results));
	console.log(
		"Pairs are Assay / fio. Under the ratio of the medians: smallest and largest ratio of one round,\n" +
			"and how surely the true median ratio lies between them.",
	);
	return 0;
}

await runCommand("bench:peers", main);
