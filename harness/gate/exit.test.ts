import { describe, expect, test } from "bun:test";
import type { GateResult } from "../../results/schema/index.ts";
import { sampleRecord } from "../../results/schema/sample.ts";
import { exitCodeFor } from "./exit.ts";

const gate = (
	id: string,
	result: GateResult["result"],
	severity: GateResult["severity"] = "hard",
) => ({
	id,
	engine: "nvme",
	result,
	observed: "1",
	threshold: "0",
	message: "m",
	severity,
});

describe("exitCodeFor", () => {
	test("the verdict decides", () => {
		expect(exitCodeFor(sampleRecord({ verdict: "pass" }))).toBe(0);
		expect(exitCodeFor(sampleRecord({ verdict: "fail" }))).toBe(1);
		expect(exitCodeFor(sampleRecord({ verdict: "inconclusive" }))).toBe(3);
		expect(exitCodeFor(sampleRecord({ verdict: "error" }))).toBe(6);
	});

	test("an error of the harness is 6 even where the verdict forgot it", () => {
		const errors = [{ where: "host", message: "broke" }];
		expect(exitCodeFor(sampleRecord({ verdict: "pass", errors }))).toBe(6);
	});

	test("an interrupted run is 130 whatever it had found", () => {
		for (const verdict of ["pass", "fail", "inconclusive", "error"] as const) {
			expect(exitCodeFor(sampleRecord({ verdict, complete: false }))).toBe(130);
		}
	});

	test("regression and supply chain have codes of their own only when nothing else failed", () => {
		const code = (...gates: GateResult[]) => exitCodeFor(sampleRecord({ verdict: "fail", gates }));
		expect(code(gate("regression.iops", "fail"), gate("checks.ran", "pass"))).toBe(4);
		expect(code(gate("regression.iops", "fail"), gate("checks.all-pass", "fail"))).toBe(1);
		expect(code(gate("regression.iops", "fail"), gate("checks.x", "fail", "advisory"))).toBe(4);
		expect(code(gate("supply-chain.signature", "fail"))).toBe(5);
		expect(code(gate("supply-chain.signature", "fail"), gate("regression.p99", "fail"))).toBe(1);
		expect(code()).toBe(1);
	});
});
