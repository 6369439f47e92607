import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "./database.ts";
import { postgresPrograms, startPostgres } from "./fixtures/postgres.ts";
import { runAt } from "./fixtures/runs.ts";
import { openHistory } from "./history.ts";

async function keepsAndWaitsForNobody(url: string): Promise<void> {
	const history = await openHistory(url, { create: true });
	await history.add([runAt(1)]);
	const [series] = await history.seriesList({ metric: "iops" });
	if (series === undefined) throw new Error("no series");
	expect(await history.keptTrend(series)).toBeUndefined();
	await history.keepTrend(series, "[1]");
	await history.keepTrend(series, "[2]");
	expect(await history.keptTrend(series)).toBe("[2]");
	const other = await Database.open(url, false);
	await other.transaction(async (query) => {
		await query("UPDATE assay_trend SET windows = '[3]'");
		await history.keepTrend(series, "[4]");
	});
	expect(await history.keptTrend(series)).toBe("[3]");
	await other.close();
	await history.close();
}

test("what a trend found is kept in SQLite, and a writer is not waited for", async () => {
	const directory = mkdtempSync(join(tmpdir(), "assay-kept-"));
	try {
		await keepsAndWaitsForNobody(join(directory, "kept.sqlite"));
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
});

test.skipIf(postgresPrograms === undefined)("... and in PostgreSQL", async () => {
	const server = await startPostgres(postgresPrograms ?? "");
	try {
		await keepsAndWaitsForNobody(await server.database());
	} finally {
		await server.stop();
	}
});
