/** Engines that never come back from a call: given up by the deadline, rolled back, left alone. */
import { afterAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { ManagerBench } from "./fixtures/manager-bench.ts";
import type { RelayOptions } from "./fixtures/relay.ts";
import type { PluginManager } from "./manager.ts";

// Compilers take what a busy machine gives them.
setDefaultTimeout(240_000);

const bench = new ManagerBench();
const { workshop, write, read } = bench;
afterAll(() => bench.remove());

const first = workshop.relay("first");
const second = workshop.relay("second");
const relay = (stuck: NonNullable<RelayOptions["stuck"]>) =>
	workshop.relay(`stuck-${stuck.toLowerCase()}`, { stuck });

let manager: PluginManager;
function create(callMs: number): void {
	manager = bench.manager({ drainMs: 5000, quiesceMs: 1000, callMs });
}
beforeEach(() => create(2000));

/** The kernel's PF_EXITING: the thread has ended, and may be joined before it leaves the list. */
const exiting = 0x4;

/** Those that calls with a deadline run on; the runtime's own come and go. */
const threads = () => readdirSync("/proc/self/task").filter(isCall).length;
function isCall(task: string): boolean {
	try {
		const [, flags] =
			/^\d+ \(assay-call\) \S(?: -?\d+){5} (\d+)/.exec(
				readFileSync(`/proc/self/task/${task}/stat`, "utf8"),
			) ?? [];
		return flags !== undefined && (Number(flags) & exiting) === 0;
	} catch {
		return false; // It ended meanwhile.
	}
}
const images = () => readFileSync("/proc/self/maps", "utf8").split("memfd:assay-engine").length;

for (const [stuck, stage] of [
	["INITIALIZE", "initialize"],
	["HEALTH", "health"],
	["ACTIVATE", "activate"],
] as const) {
	test(`a next engine that never returns from ${stage} is given up, and the old one serves`, () => {
		const [a, b] = [manager.register(first), manager.register(relay(stuck))];
		manager.enable(a);
		expect(write(1, 11)).toBe(0);
		const before = threads();
		const outcome = manager.swap(b);
		expect(outcome).toMatchObject({ kind: "rolled-back", stage, status: -110 });
		expect(outcome).toMatchObject({ message: expect.stringContaining("did not return") });
		expect([manager.serving?.id, manager.state(a)]).toEqual([a, "ENABLED"]);
		expect([read(1), write(2, 22), read(2)]).toEqual([11, 0, 22]);
		// It is still there, in its thread and its library, where nothing of it was taken away.
		expect(threads()).toBe(before + 1);
		expect(images()).toBeGreaterThan(1);
		const c = manager.register(second);
		expect(manager.swap(c)).toMatchObject({ kind: "swapped", retirement: { shutdownStatus: 0 } });
		expect([read(1), read(2)]).toEqual([11, 22]);
		expect(manager.disable(c)).toMatchObject({ unloading: "unmapped" });
	});
}

test("an old engine that never quiesces goes on serving, until it is replaced by force", () => {
	const [a, b] = [manager.register(relay("QUIESCE")), manager.register(second)];
	manager.enable(a);
	expect(write(1, 11)).toBe(0);
	expect(manager.swap(b)).toMatchObject({ kind: "rolled-back", stage: "quiesce", status: -110 });
	expect(manager.serving?.id).toBe(a);
	expect([read(1), write(2, 22)]).toEqual([11, 0]);
	expect(() => manager.swap(b)).toThrow(`${a} has not come back`);
	expect(manager.swap(b, { rehearsal: "by-force" })).toMatchObject({
		kind: "swapped",
		retirement: { shutdownStatus: -110, unloading: "kept" },
	});
	expect([read(1), read(2), write(1, 12)]).toEqual([11, 22, 0]);
	manager.disable(b);
});

test("an old engine that never shuts down does not hold up its successor", () => {
	const [a, b] = [manager.register(relay("SHUTDOWN")), manager.register(second)];
	manager.enable(a);
	expect(write(1, 11)).toBe(0);
	expect(manager.swap(b)).toMatchObject({
		kind: "swapped",
		retirement: { shutdownStatus: -110, unloading: "kept" },
	});
	expect([manager.state(a), manager.serving?.id]).toEqual(["DISABLED", b]);
	expect([read(1), write(1, 12)]).toEqual([11, 0]);
	manager.disable(b);
});

test("with a deadline that is kept nothing is left behind, and failures keep their words", () => {
	create(60_000);
	const [a, b] = [manager.register(first), manager.register(second)];
	manager.enable(a);
	expect(write(1, 11)).toBe(0);
	const [threadsBefore, imagesBefore] = [threads(), images()];
	for (let round = 0; round < 50; round++) {
		expect(manager.swap(round % 2 === 0 ? b : a)).toMatchObject({
			kind: "swapped",
			retirement: { shutdownStatus: 0, unloading: "unmapped" },
		});
	}
	expect([read(1), threads(), images()]).toEqual([11, threadsBefore, imagesBefore]);
	const sick = (fault: NonNullable<RelayOptions["fault"]>, stage: string, words: string) => {
		const id = manager.register(workshop.relay(`sick-${stage}`, { fault }));
		const failed = { kind: "rolled-back", stage, message: expect.stringContaining(words) };
		expect(manager.swap(id)).toMatchObject(failed);
		expect(read(1)).toBe(11);
	};
	sick("INITIALIZE", "initialize", "relay can't open in standby");
	sick("HEALTH", "health", "relay is worn out");
	sick("ACTIVATE", "activate", "relay can't take over");
	manager.disable(a);
});
