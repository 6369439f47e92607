import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "./database.ts";
import { holesOf, killedWriters, writtenAtOnce } from "./fixtures/killed.ts";
import { type Postgres, postgresPrograms, startPostgres } from "./fixtures/postgres.ts";
import { begin, hourMs, runAt } from "./fixtures/runs.ts";
import { openHistory } from "./history.ts";
import { migrate, steps } from "./migrations.ts";

const directory = mkdtempSync(join(tmpdir(), "assay-history-"));
let server: Postgres | undefined;
beforeAll(async () => {
	if (postgresPrograms !== undefined) server = await startPostgres(postgresPrograms);
});
afterAll(async () => {
	await server?.stop();
	rmSync(directory, { recursive: true, force: true });
});

let files = 0;
const engines = [
	{ name: "SQLite", isHere: true, fresh: async () => join(directory, `${++files}.sqlite`) },
	{
		name: "PostgreSQL (Debian: postgresql)",
		isHere: postgresPrograms !== undefined,
		fresh: async () => (await server?.database()) ?? "",
	},
];

describe.each(engines)("a history in $name", ({ isHere, fresh }) => {
	test.skipIf(!isHere)("what was added reads back, in the order of time", async () => {
		const history = await openHistory(await fresh(), { create: true });
		const entries = [3, 1, 2].map((at) => runAt(at));
		expect(await history.add(entries)).toBe(3);
		expect(await history.add(entries)).toBe(0);
		const runs = await history.runs();
		expect(runs.map(({ seed }) => seed)).toEqual([3, 2, 1]);
		expect(runs[0]).toEqual(entries[0]?.summary as (typeof runs)[0]);
		expect(await history.recordText(runs[0]?.runId ?? "")).toBe(entries[0]?.text as string);
		expect(await history.withPrefix(runs[1]?.runId.slice(0, 20) ?? "")).toEqual([runs[1] as never]);

		const [series, other] = await history.seriesList({ engine: "nvme", metric: "iops" });
		if (series === undefined) throw new Error("no series");
		expect(other).toBeUndefined();
		expect(series).toMatchObject({ points: 3, lastAt: begin + 3 * hourMs });
		const points = await history.series(series);
		const seen = points.map(({ at, version, value }) => [at - begin, version, value]);
		expect(seen).toEqual([1, 2, 3].map((at) => [at * hourMs, `1.${at}.0`, 1000 + at]));
		expect(await history.series(series, begin + 3 * hourMs)).toEqual(points.slice(2));
		expect(await history.series(series, 0, 2)).toEqual(points.slice(-2));
		expect(await history.series(series, 0, 99)).toEqual(points);
		await history.close();
	});

	test.skipIf(!isHere)("runs are found by what they are of, and only those", async () => {
		const history = await openHistory(await fresh(), { create: true });
		const one = runAt(1);
		await history.add([one, runAt(2, { name: "mem", workloads: 2 }), runAt(3, { hostname: "b" })]);
		const found = async (filter: Parameters<typeof history.runs>[0]) =>
			(await history.runs(filter)).map(({ seed }) => seed);
		expect(await found({ engine: "nvme" })).toEqual([3, 1]);
		expect(await found({ engine: "nvme", version: "1.1.0" })).toEqual([1]);
		expect(await found({ engine: "mem", version: "1.1.0" })).toEqual([]);
		expect(await found({ digest: "0000000200000002" })).toEqual([2]);
		expect(await found({ host: "b" })).toEqual([3]);
		expect(await found({ host: one.summary.host })).toEqual([2, 1]);
		expect(await found({ workload: "randread-4k-qd2" })).toEqual([2]);
		const onB = await history.seriesList({ host: "b", metric: "iops" });
		expect(onB.map(({ points }) => points)).toEqual([1]);
		expect(await found({ since: begin + 2 * hourMs, limit: 1 })).toEqual([3]);
		await history.close();
	});
});

describe.each(engines)("what a history in $name holds", ({ isHere, fresh }) => {
	test.skipIf(!isHere)("goes by a retention as it says, with all that belongs to it", async () => {
		const history = await openHistory(await fresh(), { create: true });
		await history.add([1, 2, 3].map((at) => runAt(at)));
		await history.add([4, 5].map((at) => runAt(at, { hostname: "b" })));
		const seeds = async (ids: readonly string[]) =>
			(await history.runs()).filter(({ runId }) => ids.includes(runId)).map(({ seed }) => seed);
		expect(await seeds(await history.beyond({}, { keep: 1 }))).toEqual([4, 2, 1]);
		const olderThan = begin + 3 * hourMs;
		expect(await seeds(await history.beyond({}, { olderThan }))).toEqual([2, 1]);
		expect(await seeds(await history.beyond({}, { keep: 2, olderThan }))).toEqual([1]);
		const going = await history.beyond({ host: "lab-1" }, { keep: 1 });
		expect(await history.remove(going)).toBe(2);
		expect(await history.remove(going)).toBe(0);
		expect((await history.runs()).map(({ seed }) => seed)).toEqual([5, 4, 3]);
		expect(await history.recordText(going[0] ?? "")).toBeUndefined();
		const series = await history.seriesList({ metric: "iops" });
		expect(series.map(({ points }) => points).sort()).toEqual([1, 2]);
		await history.close();
	});

	test.skipIf(!isHere)("is brought up to date if it is older, and refused if newer", async () => {
		const url = await fresh();
		const old = await Database.open(url, true);
		await migrate(old, []);
		const history = await openHistory(url);
		await history.add([runAt(1)]);
		await history.close();
		await migrate(old, [...steps, () => ["CREATE TABLE assay_later (x INTEGER)"]]);
		expect(await old.query("SELECT seed FROM assay_run")).toHaveLength(1);
		await old.close();
		await expect(openHistory(url)).rejects.toMatchObject({ problem: "newer" });
	});

	test.skipIf(!isHere)(
		"is not given out as the record if it was changed in the store",
		async () => {
			const url = await fresh();
			const history = await openHistory(url, { create: true });
			const { summary } = runAt(1);
			await history.add([runAt(1)]);
			const raw = await Database.open(url, false);
			const body = Bun.zstdCompressSync(Buffer.from(runAt(2).text));
			await raw.query("UPDATE assay_record SET body = $1", [body]);
			await raw.close();
			await expect(history.recordText(summary.runId)).rejects.toMatchObject({
				problem: "tampered",
			});
			await history.close();
		},
	);
});

describe.each(engines)("writers of a history in $name", ({ isHere, fresh }) => {
	test.skipIf(!isHere)("lose nothing when several write at once", async () => {
		const url = await fresh();
		await writtenAtOnce(url, 3, 12);
		const history = await openHistory(url);
		expect((await history.runs()).map(({ seed }) => seed).sort((a, b) => a - b)).toEqual(
			Array.from({ length: 36 }, (_, at) => at),
		);
		await history.close();
		expect(await holesOf(url)).toEqual([]);
	});

	test.skipIf(!isHere)("leave each run wholly or not at all when they are killed", async () => {
		const url = await fresh();
		const { kills, acknowledged } = await killedWriters(url, 8);
		expect(kills).toBe(8);
		const history = await openHistory(url);
		const there = new Set((await history.runs()).map(({ seed }) => seed));
		expect(acknowledged.filter((seed) => !there.has(seed))).toEqual([]);
		await history.close();
		expect(await holesOf(url)).toEqual([]);
		const raw = await Database.open(url, false);
		await raw.query("DELETE FROM assay_engine WHERE run = (SELECT MAX(run) FROM assay_run)");
		await raw.close();
		expect(await holesOf(url)).toHaveLength(1);
	});
});

describe("a place that can't be used", () => {
	test.skipIf(postgresPrograms === undefined)("is told by PostgreSQL, too: read-only", async () => {
		const url = (await server?.database()) ?? "";
		const history = await openHistory(url);
		const raw = await Database.open(url, false);
		const name = new URL(url).pathname.slice(1);
		await raw.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
		await raw.close();
		await history.close();
		const again = await openHistory(url);
		await expect(again.add([runAt(1)])).rejects.toMatchObject({ problem: "read-only" });
		expect(await again.runs()).toEqual([]);
		await again.close();
		const nobody = openHistory(url.replace("assay@", "nobody@"));
		await expect(nobody).rejects.toMatchObject({ problem: "unreachable" });
	});

	test("is told by its kind, and never made of what is there", async () => {
		const junk = join(directory, "junk");
		writeFileSync(junk, "not a database, and long enough to be read as one. ".repeat(40));
		const others = join(directory, "others.sqlite");
		const raw = await Database.open(others, true);
		await raw.query("CREATE TABLE bookmarks (url TEXT)");
		await raw.close();
		for (const [url, problem] of [
			[others, "not-a-history"],
			[join(directory, "none.sqlite"), "missing"],
			[join(directory, "no", "such", "directory.sqlite"), "missing"],
			[junk, "not-a-history"],
			[directory, "unreachable"],
			["postgres://assay@127.0.0.1:1/none", "unreachable"],
			["http://host/history", "unknown-place"],
		] as const) {
			await expect(openHistory(url)).rejects.toMatchObject({ problem });
		}
		const create = { create: true };
		const nowhere = openHistory(join(directory, "no", "such", "directory.sqlite"), create);
		await expect(nowhere).rejects.toMatchObject({ problem: "unreachable" });
	});
});
