import { expect, test } from "bun:test";
import { sniaWorkloads } from "./snia.ts";

test("a matrix of 7 mixes x 8 sizes, throughput, latency and saturation, each id once", () => {
	const cells = sniaWorkloads.filter(({ id }) => id.startsWith("snia.iops-"));
	expect(cells).toHaveLength(56);
	expect(new Set(cells.map(({ readPercent }) => readPercent)).size).toBe(7);
	expect(new Set(cells.map(({ blockBytes }) => blockBytes)).size).toBe(8);
	expect(new Set(sniaWorkloads.map(({ id }) => id)).size).toBe(56 + 4 + 9 + 1);
});

test("every working set holds whole blocks for all threads, and all are of the set", () => {
	for (const { id, workingSetBlocks = 0, workers, depth, rounds, set } of sniaWorkloads) {
		expect(Number.isInteger(workingSetBlocks), id).toBe(true);
		expect(workingSetBlocks, id).toBeGreaterThanOrEqual(4 * workers * depth);
		expect(set, id).toBe("snia");
		expect(rounds?.countMax, id).toBeGreaterThanOrEqual(5);
	}
});
