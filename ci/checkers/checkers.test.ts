import { expect, test } from "bun:test";
import { plantViolation, simulateHistory } from "../../suites/model/history-simulate.ts";
import { peerRows } from "./against.ts";
import { buildPorcupine, runPorcupine } from "./porcupine.ts";
import { sequentialRow, stampRows } from "./rates.ts";
import { zoneRows } from "./zones.ts";

test("every rate has a number, a wish and a verdict", () => {
	const rows = [...zoneRows([500, 2000], 1), sequentialRow(300, 1), ...stampRows(5, 1)];
	expect(rows).toHaveLength(6);
	for (const { measured, wanted, verdict } of rows) {
		expect(measured).toMatch(/^-?\d+\.\d\d/);
		expect(wanted).toMatch(/^[<>]= \d/);
		expect(["PASS", "BELOW"]).toContain(verdict);
	}
});

test("without the peer nothing is compared, and that is said", async () => {
	const rows = await peerRows({ ok: false, reason: "Go was not found" }, 1);
	expect(rows).toHaveLength(3);
	for (const { measured, verdict } of rows) {
		expect([measured, verdict]).toEqual(["Go was not found", "could-not-run"]);
	}
});

const peer = await buildPorcupine();

test("Porcupine, where Go is, agrees about histories whose answer is known", async () => {
	if (!peer.ok) {
		expect(peer.reason).toMatch(/apt-get install golang-go|go build failed/);
		return;
	}
	const sound = simulateHistory({ operations: 600, clients: 4, blocks: 3, seed: 1 });
	const options = { times: 1, timeoutSeconds: 20 };
	const judge = (history: typeof sound) => runPorcupine(peer.program, history, options);
	expect((await judge(sound)).result).toBe("Ok");
	for (const violation of ["stale", "future", "foreign"] as const) {
		const planted = plantViolation(sound, violation, 1);
		if (planted === undefined) throw new Error(`no place for ${violation}`);
		expect((await judge(planted.history)).result).toBe("Illegal");
	}
});
