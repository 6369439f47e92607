/** What the manager refuses, and that the engine that serves is untouched by it. */
import { afterAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { parseDependency } from "./catalogue/dependency.ts";
import { ManagerBench } from "./fixtures/manager-bench.ts";
import type { PluginManager } from "./manager.ts";

// Compilers take what a busy machine gives them.
setDefaultTimeout(240_000);

const bench = new ManagerBench();
const { workshop, write, read } = bench;
afterAll(() => bench.remove());

const first = workshop.relay("first");
const second = workshop.relay("second");

let manager: PluginManager;
beforeEach(() => {
	manager = bench.manager({ drainMs: 1000, quiesceMs: 1000 });
});

test("refusals name the reason and change nothing", () => {
	const [a, b] = [manager.register(first), manager.register(second)];
	expect(() => manager.register(first)).toThrow("is registered already (REGISTERED)");
	expect(() => manager.enable("a.b.1.0.0")).toThrow("no plugin a.b.1.0.0 is registered");
	expect(() => manager.swap(b)).toThrow("nothing serves");
	expect(() => manager.disable(a)).toThrow("REGISTERED -> DISABLED");
	manager.enable(a);
	expect(() => manager.swap(a)).toThrow("can't replace itself");
	expect(() => manager.enable(b)).toThrow(`${a} serves`);
	expect(() => manager.enable(a)).toThrow("ENABLED -> ENABLED");
	manager.swap(b, { retiring: () => expect(() => manager.swap(a)).toThrow("one at a time") });
	manager.unregister(b);
	expect(() => manager.enable(b)).toThrow("REMOVED -> ENABLED");
	expect(read(1)).toBe(-19); // -ENODEV: the slot is empty
	expect(bench.slot.table).toBe(0);
});

test("a plugin whose dependency was removed is not enabled, nor swapped to", () => {
	const a = manager.register(first);
	const b = manager.register(second, undefined, { dependencies: [parseDependency(a)] });
	manager.enable(a);
	expect(write(1, 11)).toBe(0);
	const third = manager.register(first, "fixture.third.1.0.0", {
		dependencies: [parseDependency(b)],
	});
	manager.unregister(b);
	expect(() => manager.swap(third)).toThrow(`${third} needs ${b}`);
	expect([manager.serving?.id, manager.state(third)]).toEqual([a, "REGISTERED"]);
	expect(read(1)).toBe(11);
	manager.disable(a);
	expect(() => manager.enable(third)).toThrow(`${third} needs ${b}`);
	expect(manager.state(third)).toBe("REGISTERED");
});

test("shutting down ends the engine, and whatever is asked for then is refused", () => {
	const [a, b] = [manager.register(first), manager.register(second)];
	manager.enable(a);
	expect(write(1, 11)).toBe(0);
	manager.swap(b, { retiring: () => expect(() => manager.shutDown()).toThrow("under way") });
	expect(read(1)).toBe(11);
	expect(manager.shutDown()).toMatchObject({ shutdownStatus: 0, unloading: "unmapped" });
	expect([manager.state(b), manager.serving, bench.slot.table]).toEqual(["DISABLED", undefined, 0]);
	for (const act of [
		() => manager.swap(a),
		() => manager.enable(b),
		() => manager.disable(b),
		() => manager.unregister(a),
		() => manager.register(first, "fixture.late.1.0.0"),
	]) {
		expect(act).toThrow("is shutting down");
	}
	expect(manager.shutDown()).toBeUndefined();
});

test("what a refused swap leaves: the engine that serves, and its state", () => {
	const [a, b] = [manager.register(first), manager.register(second)];
	manager.enable(a);
	expect(write(1, 11)).toBe(0);
	for (const [to, reason] of [
		["fixture.none.1.0.0", "no plugin fixture.none.1.0.0 is registered"],
		["second", "is no plugin id"],
		[a, "can't replace itself"],
	] as const) {
		expect(() => manager.swap(to)).toThrow(reason);
		expect([manager.serving?.id, manager.state(a), read(1)]).toEqual([a, "ENABLED", 11]);
	}
	manager.unregister(b);
	expect(() => manager.swap(b)).toThrow("enable is refused, REMOVED -> ENABLED");
	expect([manager.serving?.id, manager.state(a), read(1)]).toEqual([a, "ENABLED", 11]);
	manager.disable(a);
});
