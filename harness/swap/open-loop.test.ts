import { expect, test } from "bun:test";
import { openLoopOf, type PacedWrite } from "./open-loop.ts";

/** Due every millisecond; answered after 0.1 ms, or when the gate opens. */
function paced(count: number, closedMs: number, openedMs: number): PacedWrite[] {
	return Array.from({ length: count }, (_, ms) => {
		const waits = ms >= closedMs && ms < openedMs ? openedMs - ms : 0;
		return { dueNs: ms * 1e6, latencyNs: (waits + 0.1) * 1e6 };
	});
}

const closed = (from: number, to: number) => ({ closedNs: from * 1e6, openedNs: to * 1e6 });

test("whoever was due while the gate was closed waited from then on, not from when it got in", () => {
	const { swaps, between } = openLoopOf(paced(300, 100, 110), [closed(100, 110)], []);
	// 10 that were due while it was closed and 21 after; a closed loop would have seen one.
	expect(swaps[0]).toEqual({ samples: 31, nsP50: 0.1e6, nsMax: 10.1e6 });
	expect(between).toEqual({ samples: 269, nsP50: 0.1e6, nsP99: 0.1e6, nsMax: 0.1e6 });
});

test("swaps that are not to be measured are in neither part", () => {
	const writes = paced(300, 100, 110);
	const { swaps, across, between } = openLoopOf(writes, [closed(200, 200)], [closed(100, 110)]);
	expect(swaps).toHaveLength(1);
	expect(across.nsMax).toBe(0.1e6);
	expect(between.nsMax).toBe(0.1e6);
	expect(between.samples).toBe(300 - 31 - 21);
});

test("a write under way when the gate closed has met the swap; no write, no numbers", () => {
	const under = [{ dueNs: 99e6, latencyNs: 5e6 }];
	expect(openLoopOf(under, [closed(100, 101)], []).swaps[0]?.nsMax).toBe(5e6);
	expect(openLoopOf([], [closed(100, 101)], []).across).toEqual({ samples: 0 });
});
