import { describe, expect, test } from "bun:test";
import { hostFacts } from "./host.ts";
import { parseCpuTicks, parsePressure, startNoise } from "./noise.ts";

describe("noise", () => {
	test("steal is the eighth field, and guests are not counted twice", () => {
		const stat = "cpu  10 20 30 40 50 60 70 80 90 100\ncpu0 1 2 3 4 5 6 7 8 9 10\n";
		expect(parseCpuTicks(stat)).toEqual({ steal: 80, total: 360 });
		expect(parseCpuTicks("")).toBeUndefined();
		expect(parseCpuTicks("cpu  1 2 3\n")).toBeUndefined();
	});

	test("pressure is the total of the some line", () => {
		const text =
			"some avg10=0.00 avg60=0.00 avg300=0.00 total=123456\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=9\n";
		expect(parsePressure(text)).toBe(123456);
		expect(parsePressure("")).toBeUndefined();
	});

	test("a ledger holds shares, and leaves out what the kernel does not say", async () => {
		const meter = startNoise();
		await Bun.sleep(30);
		for (const [key, value] of Object.entries(meter.finish())) {
			expect(Number.isFinite(value)).toBe(true);
			expect(value).toBeGreaterThanOrEqual(0);
			if (key.endsWith("Percent")) expect(value).toBeLessThanOrEqual(100);
		}
	});
});

test("host facts are facts", () => {
	const facts = hostFacts();
	expect(facts.cpuCount).toBeGreaterThan(0);
	expect(facts.memoryBytes).toBeGreaterThan(1 << 20);
	expect(facts.bunVersion).toBe(Bun.version);
	expect(facts.kernel).toMatch(/^\d+\.\d+/);
	expect(facts.cpuModel).not.toBe("");
});
