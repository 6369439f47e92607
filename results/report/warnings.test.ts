import { describe, expect, test } from "bun:test";
import { remarkLines } from "./warnings.ts";

const remark = (engine: string, workload: string, text: string) => ({ engine, workload, text });
const lines = (remarks: Parameters<typeof remarkLines>[0], total = 4) =>
	remarkLines(remarks, () => total, 300);

describe("remarks about workloads", () => {
	test("those that differ in their numbers only are told once, with the ranges", () => {
		const told = lines([
			remark("nvme", "randread-4k-qd1", "The harness takes 612 ns, 25 % of it."),
			remark("nvme", "randwrite-4k-qd1", "The harness takes 1119.5 ns, 18 % of it."),
			remark("memory", "randread-4k-qd1", "The harness takes 90 ns, 25 % of it."),
			remark("nvme", "randread-4k-qd1", "Opened without O_DIRECT."),
		]);
		expect(told).toEqual([
			"  nvme randread-4k-qd1, randwrite-4k-qd1; memory randread-4k-qd1: The harness takes 90..1119.5 ns, 18..25 % of it.",
			"  nvme randread-4k-qd1: Opened without O_DIRECT.",
		]);
	});

	test("all workloads, or three by name and how many more", () => {
		const about = (count: number) =>
			Array.from({ length: count }, (_, index) => remark("e", `load-${index}`, "Slow."));
		expect(lines(about(4))).toEqual(["  e all 4 workloads: Slow."]);
		expect(lines(about(5), 9)).toEqual(["  e load-0, load-1, load-2 and 2 more: Slow."]);
	});

	test("digits within names are no numbers", () => {
		const told = lines([
			remark("e", "a", "randread-4k-qd1 and p99.9 of nvme0n1 differ"),
			remark("e", "b", "randread-4k-qd32 and p99.9 of nvme0n1 differ"),
		]);
		expect(told).toHaveLength(2);
		expect(told[0]).toContain("randread-4k-qd1 and p99.9 of nvme0n1");
	});
});
