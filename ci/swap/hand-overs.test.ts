import { expect, test } from "bun:test";
import type { HandOver } from "../../harness/ffi/slot.ts";
import { HandOverTimes, waitedNs } from "./hand-overs.ts";

/** Closed at 0, drained after 1 ms, quiesced after 3, activated after 6, open after 10. */
const slow = {
	...{ stage: "done", status: 0, message: "", rollbackStatus: 0 },
	...{ closedNs: 0, drainedNs: 1e6, quiescedNs: 3e6, activatedNs: 6e6, openedNs: 10e6 },
} as const satisfies HandOver;

const cells = (table: string, name: string): string[] =>
	(table.split("\n").find((line) => line.includes(name)) ?? "")
		.split("│")
		.map((cell) => cell.trim())
		.slice(2, -1);

test("each stage has its own time, and what the scheduler took is set apart", () => {
	const times = new HandOverTimes(4);
	for (let swap = 0; swap < 4; swap++) times.note(swap, slow, 2e6);
	const table = times.table();
	expect(times.gateNs(3)).toBe(10e6);
	expect(cells(table, "gate closed  ")).toEqual(["10.00 ms", "-", "10.00 ms"]);
	expect(cells(table, "drain")[0]).toBe("1.00 ms");
	expect(cells(table, "quiesce")[0]).toBe("2.00 ms");
	expect(cells(table, "activate")[0]).toBe("3.00 ms");
	expect(cells(table, "waiting for a processor")[0]).toBe("2.00 ms");
	expect(cells(table, "without that")[0]).toBe("8.00 ms");
});

test("where the kernel does not say how long a thread waited, nobody says that it did not", () => {
	const times = new HandOverTimes(4);
	for (let swap = 0; swap < 4; swap++) times.note(swap, slow, Number.NaN);
	expect(cells(times.table(), "waiting for a processor")).toEqual(["-", "-", "-"]);
	expect(cells(times.table(), "without that")).toEqual(["-", "-", "-"]);
	expect(cells(times.table(), "quiesce")[0]).toBe("2.00 ms");
});

test("a thread's waiting only grows", () => {
	const before = waitedNs();
	expect(waitedNs()).toBeGreaterThanOrEqual(before);
});
