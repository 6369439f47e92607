import { describe, expect, test } from "bun:test";
import type { RunRecord } from "../schema/index.ts";
import { sampleCheck, sampleEngine, sampleRecord, sampleWorkload } from "../schema/sample.ts";
import { mixedRecord } from "./pipelines/mixed-record.ts";
import { renderTerminal } from "./terminal.ts";

const gate = (id: string, result: "pass" | "fail" | "inconclusive") => ({
	id,
	engine: "nvme",
	result,
	observed: "1 failing check",
	threshold: "0 failing checks",
	message: `why ${id} is ${result}`,
	severity: "hard" as const,
});

const replayCommand =
	"assay replay assay-results/2026-01-02T03-04-05/cases/data.read-after-write.json --seed 42";

function failing(): RunRecord {
	const check = {
		...sampleCheck("data.read-after-write", "fail", "block 3 reads zeros"),
		evidence: { counterexample: ["write 3", "read 3"], expected: "stamp 7", found: "zeros" },
		replayCommand,
	};
	return sampleRecord({
		verdict: "fail",
		gates: [gate("a.passing", "pass"), gate("b.unsure", "inconclusive"), gate("c.failed", "fail")],
		engines: [
			sampleEngine({ checks: [sampleCheck("data.other"), check] }),
			sampleEngine({ name: "memory", checks: [sampleCheck("data.other")] }),
		],
	});
}

const plain = (record: RunRecord, columns = 100) =>
	renderTerminal(record, { color: false, columns, outDirectory: "assay-results/one" });

describe("renderTerminal", () => {
	test("top-down: verdict, failed gates, inconclusive ones, tables, files, next command", () => {
		const text = plain(failing());
		const order = [
			"FAIL",
			"seed 42",
			"Failed gates",
			"c.failed",
			"why c.failed is fail",
			"Inconclusive gates",
			"b.unsure",
			"1 of 3 gates pass",
			"Checks",
			"1/2 1 failed",
			"block 3 reads zeros",
			"expected stamp 7, found zeros",
			"write 3",
			"again:",
			"Workloads",
			"Swaps",
			"Machine",
			"Files: assay-results/one",
			"FAIL. Next, the failure again, nvme data.read-after-write:",
		].map((part) => text.indexOf(part));
		expect(order).not.toContain(-1);
		expect(order).toEqual([...order].sort((a, b) => a - b));
		expect(
			text
				.split("Next, the failure again, nvme data.read-after-write:")[1]
				?.replace(/\\\n\s*/g, "")
				.trim(),
		).toBe(replayCommand);
		expect(text).not.toContain("a.passing");
	});

	test("numbers carry units, absent ones are a dash", () => {
		const { latencyNs: _, ...bare } = sampleWorkload({ id: "bare-4k" });
		const record = sampleRecord({
			engines: [sampleEngine({ workloads: [sampleWorkload(), bare] })],
		});
		const row = (id: string) =>
			plain(record)
				.split("\n")
				.find((line) => line.includes(id))
				?.replaceAll(/[│ ]+/g, " ")
				.trim();
		expect(row("randread")).toBe(
			"randread-4k-qd1 12.0 k 80.0 us 250 us 900 us 2.10 ms 90 ns 9.00 M",
		);
		expect(row("bare-4k")).toBe("bare-4k 12.0 k - - - - 90 ns 9.00 M");
	});

	test("what was planned and has no result is told as missing", () => {
		const text = plain(mixedRecord());
		expect(text).toContain("Planned, and without a result");
		expect(text).toContain("nvme, check: 1 (planned.check)");
		expect(text).toContain("nvme, swap: 1 (swap.planned nvme -> memory)");
	});

	test("why nothing was applicable is told; beside numbers, only that something was not", () => {
		const absent = { outcome: "not-applicable", message: "The engine has no queue." } as const;
		const only = sampleEngine({ workloads: [sampleWorkload(absent)] });
		const alone = plain(sampleRecord({ engines: [only] }));
		expect(alone).toContain("nvme randread-4k-qd1 not-applicable: The engine has no queue.");
		const measured = sampleWorkload({ id: "randread-4k-qd2" });
		const both = sampleEngine({ workloads: [sampleWorkload(absent), measured] });
		const text = plain(sampleRecord({ engines: [both] }));
		expect(text).toContain("1 not applicable");
		expect(text).not.toContain("no queue");
	});

	test("a workload that failed shows no numbers, but why, and its last calls", () => {
		const lastOperations = [
			{ call: "write", id: "1", length: 4096, status: 0 },
			{ call: "read", id: "18446744073709551615", length: 4096 },
		];
		const details = { evidence: { lastOperations } };
		const engine = sampleEngine({
			workloads: [sampleWorkload({ outcome: "crashed", message: "signal 11", details })],
		});
		const text = plain(sampleRecord({ engines: [engine] }));
		expect(text).toContain("write(1, 4096) = 0");
		expect(text).toContain("read(18446744073709551615, 4096) never returned");
		expect(text).toContain("nvme randread-4k-qd1 crashed: signal 11");
		expect(text).not.toContain("12.0 k");
	});

	test("of very many failures ten are told in full, the others by name", () => {
		const checks = Array.from({ length: 25 }, (_, index) => ({
			...sampleCheck(`data.c${index}`, index === 24 ? "crashed" : "fail", `because ${index}.`),
			evidence: { stderrTail: "one\nSyntaxError: planted\n" },
			replayCommand: `assay replay out/cases/data.c${index}.json`,
		}));
		const text = plain(sampleRecord({ engines: [sampleEngine({ checks })] }));
		expect(text.match(/because \d+\./g)).toHaveLength(10);
		expect(text).toContain("because 24.");
		expect(text).toContain("SyntaxError: planted");
		expect(text).toContain("and 15 more");
		expect(text.match(/assay replay/g)).toHaveLength(12);
		expect(text).toContain("each again by its case file, e.g. data.c9:");
		for (const { id } of checks) {
			expect(text).toContain(id);
		}
	});

	test("colour only when asked for, and it changes no letter", () => {
		const colored = renderTerminal(failing(), { color: true, columns: 100 });
		const without = renderTerminal(failing(), { color: false, columns: 100 });
		expect(colored).toContain("\u001b[31mFAIL\u001b[0m");
		expect(Bun.stripANSI(colored)).toBe(without);
	});

	test("says what is wrong with the harness, and that a run was cut short", () => {
		const record = sampleRecord({
			verdict: "error",
			complete: false,
			errors: [{ where: "harness/host", message: "no such file" }],
		});
		expect(plain(record)).toContain("harness/host: no such file");
		expect(plain(record)).toContain("interrupted");
	});

	test("a record without anything is still a report", () => {
		const text = plain(sampleRecord({ engines: [], verdict: "inconclusive" }));
		expect(text).toContain("INCONCLUSIVE");
		expect(text).toContain("no engine");
		expect(text).toContain("assay doctor");
	});
});
