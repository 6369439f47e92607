import { describe, expect, test } from "bun:test";
import type { RunRecord } from "../schema/index.ts";
import { sampleEngine, sampleRecord, sampleWorkload } from "../schema/sample.ts";
import { renderTerminal } from "./terminal.ts";

const histogram = {
	unit: "ns" as const,
	subBucketBits: 7,
	indices: [2000],
	counts: [9],
	max: 9e4,
	sum: 8e5,
};

const gate = (id: string, result: "fail" | "inconclusive") => ({
	...{ id, result, engine: "nvme", observed: "1 failing check", threshold: "0 failing checks" },
	...{ message: `why ${id} is ${result}`, severity: "hard" as const },
});

const plain = (record: RunRecord, columns = 100) =>
	renderTerminal(record, { color: false, columns });

describe("the terminal's layout", () => {
	test("where it is narrow, columns go before names are cut, and are named", () => {
		const workloads = [sampleWorkload({ id: "randwrite-4k-batch32", histogram })];
		const engines = ["nvme-batch", "nvme-uring"].map((name) => sampleEngine({ name, workloads }));
		for (const columns of [80, 100, 120]) {
			const text = plain(sampleRecord({ engines }), columns);
			expect(text).toContain("randwrite-4k-batch32  nvme-uring");
			expect(text.includes("9.00 M")).toBe(columns === 120);
			expect(/too narrow for\s+ceiling/.test(text)).toBe(columns < 120);
			expect(text).toContain("90 ns");
			expect(text.includes("█")).toBe(columns >= 100);
		}
	});

	test("gates that say the same are told together, failed ones never", () => {
		const same = (result: "fail" | "inconclusive") =>
			["swap.count", "swap.stall", "swap.drills-pass"].map((id) => ({
				...gate(id, result),
				message: "No swap drill ran.",
			}));
		const text = plain(sampleRecord({ gates: same("inconclusive") }));
		expect(text).toContain(
			"? nvme: swap.count, swap.stall, swap.drills-pass\n    No swap drill ran.",
		);
		expect(text.match(/No swap drill ran/g)).toHaveLength(1);
		const failed = plain(sampleRecord({ gates: same("fail") }));
		expect(failed.match(/1 failing check; asked/g)).toHaveLength(3);
	});
});
