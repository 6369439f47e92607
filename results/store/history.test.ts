import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampleEngine, sampleRecord, sampleWorkload } from "../schema/sample.ts";
import { entryOfRecord } from "./entry.ts";
import { type History, openHistory } from "./history.ts";

const directory = mkdtempSync(join(tmpdir(), "assay-history-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const hour = 3_600_000;
const begin = Date.parse("2026-03-01T00:00:00Z");

/** The run of hour `at`: an engine of version 1.at.0 with so many IOPS. */
function entryAt(at: number, iops: number, name = "nvme") {
	const record = sampleRecord({
		seed: at,
		startedAt: new Date(begin + at * hour).toISOString(),
		engines: [
			sampleEngine({
				name,
				version: `1.${at}.0`,
				digest: `${at}`.repeat(8).padEnd(64, "0"),
				workloads: [sampleWorkload({ iops })],
			}),
		],
	});
	return entryOfRecord(record, JSON.stringify(record));
}

describe("a history in SQLite", () => {
	let history: History;
	beforeAll(async () => {
		history = await openHistory(join(directory, "history.sqlite"), { create: true });
	});
	afterAll(() => history.close());

	test("what was added reads back: runs, a series in the order of time, a record", async () => {
		const entries = [3, 1, 2].map((at) => entryAt(at, 1000 * at));
		expect(await history.add(entries)).toBe(3);
		expect(await history.add(entries)).toBe(0);
		const runs = await history.runs();
		expect(runs.map(({ seed }) => seed)).toEqual([3, 2, 1]);
		expect(runs[0]).toEqual(entries[0]?.summary as (typeof runs)[0]);
		const [series] = await history.seriesList({ engine: "nvme", metric: "iops" });
		if (series === undefined) throw new Error("no series");
		expect(series).toMatchObject({ points: 3, workload: "randread-4k-qd1" });
		const points = await history.series(series);
		expect(points.map(({ value, version }) => [value, version])).toEqual([
			[1000, "1.1.0"],
			[2000, "1.2.0"],
			[3000, "1.3.0"],
		]);
		expect(await history.series(series, begin + 3 * hour)).toEqual(points.slice(2));
		expect(await history.recordText(runs[0]?.runId ?? "")).toBe(entries[0]?.text as string);
	});
});
