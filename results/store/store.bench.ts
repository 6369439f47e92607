/**
 * `npm run bench:store`: is a history of years still fast?
 *
 * Goals: with 1,000,000 stored measurements, what a run waits for until it is kept (opening,
 * inserting, closing), how long a series takes to read, and what `assay trend` takes as a process,
 * with a run that is new since the last time (its numbers climb: there are changes to find);
 * on SQLite and on a PostgreSQL server of its own that is as durable as one in earnest.
 * Non-goals: a server across a network; how fast the history is filled.
 *
 * Exit code 1 when the median insert takes 50 ms or more, or the median trend 200 ms or more; 3
 * where PostgreSQL is asked for and not installed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "simple-statistics";
import { runCommand, someOf, wholeNumber } from "../../ci/command.ts";
import { postgresPrograms, startPostgres } from "./fixtures/postgres.ts";
import { runAt } from "./fixtures/runs.ts";
import { type History, openHistory } from "./history.ts";

const insertMsMax = 50;
const trendMsMax = 200;
/** As many as fixtures/keeper.ts has. */
const workloads = 40;
const numbersOfRun = workloads * 6;
const batchRuns = 50;
const keeper = join(import.meta.dir, "fixtures", "keeper.ts");
const assay = join(import.meta.dir, "..", "..", "ci", "assay");

/** By the clock, and on a processor: on a busy machine the clock tells of the others, too. */
interface Sample {
	readonly ms: number;
	readonly cpuMs: number;
}

interface Bar {
	readonly text: string;
	readonly met: boolean;
}

const kinds = ["sqlite", "postgres"] as const;

const command = {
	name: "bench:store",
	about: "what a history of years costs a run, a reader and a trend",
	options: {
		measurements: { value: "N", about: "that are stored before", default: "1000000" },
		store: { value: "A,B", about: `some of ${kinds.join(",")}`, default: kinds.join(",") },
		runs: { value: "N", about: "how often each is timed", default: "20" },
	},
	exit: "1 a bar was missed",
};

async function main(
	values: Readonly<Record<keyof typeof command.options, string>>,
): Promise<number> {
	const stores = someOf("store", values.store, kinds);
	const runs = Math.ceil(wholeNumber("measurements", values.measurements, 1) / numbersOfRun);
	const times = wholeNumber("runs", values.runs, 1);
	const directory = mkdtempSync(join(tmpdir(), "assay-store-bench-"));
	const bars: Bar[] = [];
	try {
		for (const name of stores) {
			if (name === "sqlite") {
				bars.push(...(await measure("SQLite", join(directory, "bench.sqlite"), runs, times)));
			} else {
				if (postgresPrograms === undefined) {
					console.error("bench:store: PostgreSQL is not installed; apt-get install postgresql");
					return 3;
				}
				const server = await startPostgres(postgresPrograms, true);
				try {
					bars.push(...(await measure("PostgreSQL", await server.database(), runs, times)));
				} finally {
					await server.stop();
				}
			}
		}
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
	for (const { text, met } of bars) console.log(`${met ? "met   " : "MISSED"} ${text}`);
	return bars.length > 0 && bars.every(({ met }) => met) ? 0 : 1;
}

async function measure(name: string, url: string, runs: number, times: number): Promise<Bar[]> {
	const history = await openHistory(url, { create: true });
	const filledMs = await timed(async () => await fill(history, runs));
	const [series] = await history.seriesList({ metric: "iops", workload: "randread-4k-qd1" });
	if (series === undefined) throw new Error(`${name}: nothing was stored`);
	const reads: number[] = [];
	let points = 0;
	for (let at = 0; at < times; at++) {
		reads.push(
			await timed(async () => {
				points = (await history.series(series)).length;
			}),
		);
	}
	await history.close();
	const inserts: Sample[] = [];
	const trends: Sample[] = [];
	// In turns: each trend has a new run to look at.
	for (let at = 0; at < times; at++) {
		inserts.push(await kept(url, runs + at));
		trends.push(await trend(url));
	}
	const stored = ((runs + times) * numbersOfRun).toLocaleString("en");
	const readMs = median(reads).toFixed(1);
	console.log(`${name}: ${stored} measurements, ${(filledMs / 1000).toFixed(0)} s to fill`);
	console.log(`${name}: a series of ${points} points is read in ${readMs} ms`);
	return [
		bar(`${name}: a run of ${numbersOfRun} measurements is kept in`, inserts, insertMsMax),
		bar(`${name}: assay trend, process and all, takes`, trends, trendMsMax),
	];
}

async function fill(history: History, runs: number): Promise<void> {
	for (let at = 0; at < runs; at += batchRuns) {
		const count = Math.min(batchRuns, runs - at);
		await history.add(
			Array.from({ length: count }, (_, index) => runAt(at + index, { workloads })),
		);
	}
}

/** In a process of its own, where all is done for the first time, as at the end of a run. */
async function kept(url: string, at: number): Promise<Sample> {
	const { told } = await output([process.execPath, keeper, url, String(at)]);
	const [ms = Number.NaN, cpuMs = Number.NaN] = told.split(" ").map(Number);
	return { ms, cpuMs };
}

async function trend(url: string): Promise<Sample> {
	const words = ["trend", "nvme", "randread-4k-qd1", "iops", "--history", url, "--json"];
	const { told, ms, cpuMs } = await output(["sh", assay, ...words]);
	if (!told.includes('"points"')) throw new Error("assay trend said nothing of points");
	return { ms, cpuMs };
}

async function output(command: readonly string[]): Promise<Sample & { readonly told: string }> {
	const from = performance.now();
	const child = Bun.spawn([...command], { stdout: "pipe", stderr: "pipe" });
	const [told, complaint] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
	]);
	if ((await child.exited) !== 0) throw new Error(complaint);
	const ms = performance.now() - from;
	const { user = 0n, system = 0n } = child.resourceUsage()?.cpuTime ?? {};
	return { told, ms, cpuMs: Number(user) / 1000 + Number(system) / 1000 };
}

async function timed(act: () => Promise<void>): Promise<number> {
	const from = performance.now();
	await act();
	return performance.now() - from;
}

function bar(text: string, samples: readonly Sample[], limitMs: number): Bar {
	const times = samples.map(({ ms }) => ms);
	const cpuMs = median(samples.map((sample) => sample.cpuMs));
	const worst = `worst of ${times.length} ${Math.max(...times).toFixed(0)}`;
	const told = `${median(times).toFixed(1)} ms (${worst}; ${cpuMs.toFixed(1)} on a processor)`;
	return { text: `${text} ${told}, under ${limitMs} ms`, met: median(times) < limitMs };
}

if (import.meta.main) {
	await runCommand(command, main);
}
