/**
 * `npm run bench:peers`: the same work through Assay and through fio, in one run, in turns.
 *
 * Goals: is the harness cheap (null against fio's null), does it show what the interface gives
 * (nvme against psync, nvme-uring against io_uring: same blocks, same randomness; on the disk and
 * on zram), what do nvme-pool and nvme-batch gain over nvme, and how well is an open loop paced?
 * Non-goals: judging this machine's disk; gating. Exit 0 unless something could not run.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { startJanitor } from "../harness/host/index.ts";
import { runCommand, someOf, UsageError, wholeNumber } from "./command.ts";
import {
	type Budget,
	compareRow,
	type Place,
	type RowResult,
	targetBytes,
} from "./peers/compare.ts";
import { RingIsUsual } from "./peers/cooperative.ts";
import { measurePacing, renderPacing } from "./peers/pacing.ts";
import { engineRows, fidelityRows, floorRows, type PlaceName, type Row } from "./peers/rows.ts";
import { render } from "./peers/table.ts";
import type { Target } from "./peers/target.ts";
import { openZram, ZramLacking } from "./peers/zram.ts";

const root = join(import.meta.dir, "..");
const blocks = 16_384;
const blockBytes = 4096;
const warmUpMs = 20;
const sectionNames = ["floor", "pacing", "disk", "zram", "engines", "engines-zram"] as const;
type Section = (typeof sectionNames)[number];
const usual = sectionNames.filter((name) => name !== "engines-zram");

interface Options {
	readonly budget: Budget;
	readonly sections: readonly Section[];
	readonly only: string;
	readonly directory: string;
	readonly fioPath: string;
}

const command = {
	name: "bench:peers",
	about: "the same work through Assay and through fio, in turns",
	options: {
		rounds: { value: "N", about: "turns of each side", default: "16" },
		ms: { value: "N", about: "length of a turn, in milliseconds", default: "150" },
		sections: {
			value: "A,B",
			about: `some of ${sectionNames.join(",")}`,
			default: usual.join(","),
		},
		only: { value: "TEXT", about: "only comparisons with this in their name", default: "" },
		dir: { value: "PATH", about: "for the files on the disk", default: join("build", "peers") },
	},
};

type Texts = Readonly<Record<keyof typeof command.options, string>>;

function readOptions(values: Texts): Options {
	const sections = someOf("sections", values.sections, sectionNames);
	const fioPath = Bun.which("fio");
	if (fioPath === null) {
		throw new Error("fio was not found: install it (Debian: apt-get install fio) and try again");
	}
	return {
		budget: {
			rounds: wholeNumber("rounds", values.rounds, 1),
			measureMs: wholeNumber("ms", values.ms, 50),
			...{ warmUpMs, blocks },
		},
		...{ sections, only: values.only, fioPath },
		// Of this repository, wherever it was called from; an absolute one stays.
		directory: resolve(root, values.dir),
	};
}

const rowsOf: Readonly<Record<Exclude<Section, "pacing">, readonly [PlaceName, readonly Row[]]>> = {
	floor: ["memory", floorRows],
	disk: ["disk", fidelityRows("disk")],
	zram: ["zram", fidelityRows("zram")],
	engines: ["disk", engineRows("disk")],
	"engines-zram": ["zram", engineRows("zram")],
};

/** Shows them. Rows that could not run say why, and the others go on: tells which could not. */
async function runRows(
	rows: readonly Row[],
	section: Section,
	place: Place,
	budget: Budget,
): Promise<readonly string[]> {
	const results: RowResult[] = [];
	const failures: string[] = [];
	for (const row of rows) {
		process.stderr.write(`${section}: ${row.id}\n`);
		try {
			results.push(await compareRow(row, place, budget));
		} catch (error) {
			if (error instanceof RingIsUsual) console.log(`${row.id} was left out: ${error.message}.`);
			else failures.push(`${section}: ${row.id} could not run: ${(error as Error).message}`);
		}
	}
	console.log(render(section, results));
	return failures;
}

/** Tells what could not run. */
async function runSection(
	section: Section,
	place: Place,
	{ budget, only }: Options,
): Promise<readonly string[]> {
	if (section === "pacing") {
		if (!"pacing".includes(only)) return [];
		process.stderr.write("pacing: open loops\n");
		console.log(renderPacing(await measurePacing(place, budget)));
		return [];
	}
	const [where, all] = rowsOf[section];
	const rows = all.filter(({ id }) => id.includes(only));
	if (rows.length === 0) return [];
	if (where !== "zram") return await runRows(rows, section, place, budget);
	const sizeBytes = targetBytes(budget.blocks, blockBytes);
	const zram = await openZram(2, sizeBytes).catch((error: Error) => error);
	if (zram instanceof ZramLacking) {
		console.log(`${section}: could not run: ${zram.message}.`);
		return [];
	}
	if (zram instanceof Error) throw zram;
	try {
		const target = (at: number): Target => ({
			path: zram.paths[at] ?? "",
			...{ kind: "block-device", sizeBytes },
		});
		const onZram: Place = { ...place, targets: [target(0), target(1)] };
		return await runRows(rows, section, onZram, budget);
	} finally {
		await zram.remove();
	}
}

async function main(values: Texts): Promise<number> {
	const options = readOptions(values);
	const { directory, sections, budget, only, fioPath } = options;
	const known = sections.flatMap((section) =>
		section === "pacing" ? ["pacing"] : rowsOf[section][1].map(({ id }) => id),
	);
	if (!known.some((id) => id.includes(only))) {
		throw new UsageError(`no comparison has "${only}" in its name`);
	}
	mkdirSync(directory, { recursive: true });
	const scratch = mkdtempSync(join(directory, "run-"));
	const janitor = startJanitor();
	janitor.owns("dir", scratch);
	const sizeBytes = targetBytes(budget.blocks, blockBytes);
	const target = (name: string): Target => ({
		path: join(scratch, name),
		...{ kind: "file", sizeBytes },
	});
	const place: Place = {
		engineDirectory: join(root, "build", "engines"),
		...{ fioPath, scratch, seed: 1, targets: [target("ours"), target("theirs")] },
	};
	const failures: string[] = [];
	try {
		for (const section of sections) failures.push(...(await runSection(section, place, options)));
	} finally {
		rmSync(scratch, { recursive: true, force: true });
		await janitor.finish();
	}
	console.log(
		"Ratios are Assay / peer, of rounds that took turns; Hodges and Lehmann's estimate and 95 %\n" +
			"interval. p99 is of the operations of all rounds. A bar is open when it lies in the interval,\n" +
			"or when time was lost on a busy host. Cooperative: fio's rings show completions to all threads,\n" +
			"as those of an engine's queue must; by default only the thread that submits finds them.",
	);
	for (const failure of failures) console.error(failure);
	return failures.length === 0 ? 0 : 3;
}

await runCommand(command, main);
