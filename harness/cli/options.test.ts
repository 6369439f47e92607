import { describe, expect, test } from "bun:test";
import { profiles } from "../gate/index.ts";
import { parseEngineConfig } from "./engine-config.ts";
import {
	readDurationMs,
	readIds,
	readProfile,
	readSeed,
	seedMax,
	withDuration,
} from "./options.ts";
import { Refusal } from "./refusal.ts";

describe("seed", () => {
	test("what a report shows is taken back as it stands", () => {
		expect(readSeed("0")).toBe(0);
		expect(readSeed(String(seedMax))).toBe(seedMax);
		const chosen = readSeed(undefined);
		expect(readSeed(String(chosen))).toBe(chosen);
	});

	test.each(["", "x", "-1", "1.5", "0x10", "1e3", String(seedMax + 1), " 1", "NaN"])(
		"%p is refused",
		(text) => {
			expect(() => readSeed(text)).toThrow(Refusal);
		},
	);
});

describe("duration", () => {
	test("units, and seconds without one", () => {
		expect(readDurationMs("500ms")).toBe(500);
		expect(readDurationMs("2")).toBe(2000);
		expect(readDurationMs("1.5s")).toBe(1500);
		expect(readDurationMs("2m")).toBe(120_000);
		expect(readDurationMs(undefined)).toBeUndefined();
	});

	test.each(["", "0", "-1s", "5 s", "1d", "25h", "s", "1ms"])("%p is refused", (text) => {
		expect(() => readDurationMs(text)).toThrow(Refusal);
	});

	test("the measured time is the user's, the warm-up keeps its proportion", () => {
		const { load } = withDuration(profiles.quick, 5000);
		expect(load.measureMs).toBe(5000);
		const { warmUpMs, measureMs } = profiles.quick.load;
		expect(load.warmUpMs).toBe(Math.round((5000 * warmUpMs) / measureMs));
		expect(withDuration(profiles.quick, 100).load.warmUpMs).toBe(profiles.quick.load.warmUpMs);
		expect(withDuration(profiles.quick, undefined)).toBe(profiles.quick);
	});
});

test("profiles are known by name", () => {
	expect(readProfile("ci", "quick").name).toBe("ci");
	expect(readProfile(undefined, "quick").name).toBe("quick");
	expect(() => readProfile("certificaton", "quick")).toThrow("did you mean certification?");
	expect(() => readProfile("toString", "quick")).toThrow(Refusal);
});

test("ids come repeated or with commas, never empty", () => {
	expect(readIds("--only", ["a,b", "c"])).toEqual(["a", "b", "c"]);
	expect(() => readIds("--only", ["a,,b"])).toThrow(Refusal);
});

describe("engine configuration", () => {
	const parse = (text: string) => parseEngineConfig(text, "--engine-config");

	test("what the ABI lets a configuration say is taken", () => {
		const config = {
			block_size: 4096,
			capacity_blocks: Number.MAX_SAFE_INTEGER,
			queue_depth: 4096,
			pool_buffers: 1,
			log_level: "debug",
		};
		expect(parse(JSON.stringify(config))).toEqual(config);
		expect(parse("{}")).toEqual({});
	});

	test.each([
		['{"queue_depth":', "not valid JSON"],
		["[]", "no object"],
		["null", "no object"],
		['"x"', "no object"],
		['{"queue_dept":1}', "did you mean queue_depth?"],
		['{"device":"/dev/sda"}', "--target"],
		['{"standby":true}', "standby"],
		['{"__proto__":{}}', "unknown key"],
		['{"queue_depth":0}', "from 1 to 4096"],
		['{"queue_depth":"64"}', "from 1 to 4096"],
		['{"queue_depth":1.5}', "from 1 to 4096"],
		['{"block_size":1000}', "power of two"],
		['{"capacity_blocks":9007199254740993}', "capacity_blocks"],
		['{"log_level":"loud"}', "one of error"],
	])("%s is refused with the reason", (text, reason) => {
		let message = "";
		try {
			parse(text);
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			message = error.message;
			expect(error.exitCode).toBe(2);
		}
		expect(message).toContain(reason);
		expect(message).not.toContain("\n");
	});
});
