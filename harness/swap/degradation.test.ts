import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineFile } from "../contract/index.ts";
import { allocateGuarded, NativeEngine, openLibrary, readEngineImage } from "../ffi/index.ts";
import { Degradation } from "./degradation.ts";
import { Workshop } from "./fixtures/relay.ts";
import { diskProbe } from "./health.ts";

setDefaultTimeout(240_000);

const workshop = new Workshop();
afterAll(() => workshop.remove());

const ok = () => 0;
const broken = () => -5;
const write = "write of block 7";

test("an engine that fails is cut off, and asked again after a while", () => {
	let nowMs = 0;
	const degradation = new Degradation({ nowMs: () => nowMs, probes: [] });
	for (let call = 0; call < 20; call++) {
		nowMs += 10;
		const answer = degradation.execute({ operation: write, primary: broken, fallback: ok });
		expect(answer).toMatchObject({ by: "fallback", status: 0, original: "status -5 (-EIO)" });
	}
	expect(degradation.degraded).toBe(true);
	const refused = degradation.execute({ operation: write, primary: ok, fallback: ok });
	expect(refused).toMatchObject({ by: "fallback", original: "the circuit is open" });
	nowMs += 5000;
	for (let trial = 0; trial < 3; trial++) {
		expect(degradation.execute({ operation: write, primary: ok, fallback: ok }).by).toBe("primary");
	}
	expect(degradation.degraded).toBe(false);
	expect(degradation.events).toEqual([
		{ kind: "degraded", cause: "circuit", reason: "20 of 20 calls failed", atMs: 200 },
		{ kind: "recovered", cause: "circuit", reason: "3 trials succeeded", atMs: 5200 },
	]);
	expect(degradation.failedOver).toBe(21);
	expect(degradation.log).toHaveLength(21);
});

test("calls that take too long open the circuit, exceptions count as failures", () => {
	let nowMs = 0;
	const degradation = new Degradation({ nowMs: () => nowMs, probes: [] });
	const slow = () => {
		nowMs += 900;
		return 0;
	};
	// Not in the window of 10 s at once: with fewer calls looked at, the circuit judges sooner.
	const sooner = new Degradation({ nowMs: () => nowMs, probes: [], circuit: { callsMin: 3 } });
	for (let call = 0; call < 3; call++) {
		sooner.execute({ operation: write, primary: slow, fallback: ok });
	}
	expect(sooner.events[0]).toMatchObject({ cause: "circuit", kind: "degraded" });
	const throwing = () => {
		throw new Error("gone");
	};
	for (let call = 0; call < 20; call++) {
		degradation.execute({ operation: write, primary: throwing, fallback: ok });
	}
	expect(degradation.events[0]?.reason).toBe("20 of 20 calls failed");
});

test("the water level and the probes are told of, and the primary goes on", () => {
	let nowMs = 0;
	let share = 0.9;
	let failure: string | undefined = "no answer";
	const degradation = new Degradation({
		nowMs: () => nowMs,
		probes: [{ options: diskProbe, probe: () => failure }],
		usage: () => ({ memory: share, threads: share, pool: share }),
	});
	for (; nowMs <= 4000; nowMs += 500) degradation.tick();
	expect(degradation.events.map(({ cause, kind, atMs }) => [cause, kind, atMs])).toEqual([
		["water-level", "degraded", 0],
		["health:disk", "degraded", 4000],
	]);
	expect(degradation.execute({ operation: write, primary: ok, fallback: ok }).by).toBe("primary");
	failure = undefined;
	share = 0.1;
	for (; nowMs <= 6000; nowMs += 500) degradation.tick();
	expect(degradation.degraded).toBe(false);
	expect(degradation.events).toHaveLength(4);
});

/** An engine over a target of its own; the test is about who is asked, not about the data. */
function open(file: EngineFile): NativeEngine {
	const config = { device: workshop.target(), block_size: 4096, capacity_blocks: 16 };
	const library = openLibrary(readEngineImage(file));
	const text = JSON.stringify(config);
	const opened = NativeEngine.initialize(library, file.descriptor, 4096, text);
	if (!opened.ok) throw new Error(opened.message);
	return opened.engine;
}

test("an engine whose device breaks: the fallback serves, the events tell when and why", () => {
	const marker = join(workshop.directory, "broken");
	const flags = [`-DBROKEN="${marker}"`];
	const primary = open(workshop.relay("breaking", { fault: "BROKEN", flags }));
	const fallback = open(workshop.relay("standing-in"));
	const buffer = allocateGuarded(4096);
	let nowMs = 0;
	const degradation = new Degradation({
		nowMs: () => nowMs,
		probes: [
			{
				options: diskProbe,
				probe: () => (primary.checkHealth().healthy === 1 ? undefined : "the device is broken"),
			},
		],
	});
	const writeOnce = () => {
		nowMs += 100;
		degradation.tick();
		return degradation.execute({
			operation: write,
			primary: () => primary.write(7n, buffer),
			fallback: () => fallback.write(7n, buffer),
		}).by;
	};
	const writes = (count: number) => Array.from({ length: count }, writeOnce);
	expect(new Set(writes(60))).toEqual(new Set(["primary"]));
	writeFileSync(marker, "");
	expect(new Set(writes(60))).toEqual(new Set(["fallback"]));
	rmSync(marker);
	expect(writes(120).at(-1)).toBe("primary");
	const told = degradation.events.map(({ cause, kind }) => `${cause} ${kind}`);
	expect(told.toSorted()).toEqual([
		...["circuit degraded", "circuit recovered"],
		...["health:disk degraded", "health:disk recovered"],
	]);
	expect(degradation.log[0]).toMatchObject({ original: "status -5 (-EIO)" });
	for (const engine of [primary, fallback]) expect(engine.shutdown()).toBe(0);
	buffer.free();
});
