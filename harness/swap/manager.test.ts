import { afterAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, readFileSync } from "node:fs";
import { ManagerBench } from "./fixtures/manager-bench.ts";
import type { PluginManager } from "./manager.ts";
import type { SwapOutcome } from "./outcome.ts";
import { checkPluginId, pairIds, pluginIdOf } from "./plugin-id.ts";

// Compilers and drills take what a busy machine gives them.
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

/** The engine that served goes on serving: old data is there, new data is taken. */
function expectStillServing(id: string, outcome: SwapOutcome, stage: string): void {
	expect(outcome).toMatchObject({ kind: "rolled-back", stage });
	expect(manager.serving?.id).toBe(id);
	expect(manager.state(id)).toBe("ENABLED");
	expect(read(1)).toBe(11);
	expect(write(2, 22)).toBe(0);
	expect(read(2)).toBe(22);
}

test("a swap carries over what the old engine kept to itself, and unloads it", () => {
	const [a, b] = [manager.register(first), manager.register(second)];
	expect([manager.state(a), manager.state(b)]).toEqual(["REGISTERED", "REGISTERED"]);
	manager.enable(a);
	expect(write(1, 11)).toBe(0);
	const outcome = manager.swap(b);
	expect(outcome).toMatchObject({
		kind: "swapped",
		from: a,
		to: b,
		retirement: { shutdownStatus: 0, unloading: "unmapped" },
	});
	expect([manager.state(a), manager.state(b)]).toEqual(["DISABLED", "ENABLED"]);
	expect(read(1)).toBe(11);
	expect(write(1, 12)).toBe(0);
	expect(manager.swap(a).kind).toBe("swapped");
	expect(read(1)).toBe(12);
	manager.disable(a);
});

for (const [stage, fault] of [
	["initialize", "INITIALIZE"],
	["health", "HEALTH"],
	["activate", "ACTIVATE"],
] as const) {
	test(`a next engine that fails at ${stage} leaves the old one serving`, () => {
		const [a, b] = [manager.register(first), manager.register(workshop.relay(stage, { fault }))];
		manager.enable(a);
		expect(write(1, 11)).toBe(0);
		const outcome = manager.swap(b);
		expectStillServing(a, outcome, stage);
		expect(manager.state(b)).toBe("REGISTERED");
		expect(outcome).toMatchObject({ message: expect.stringContaining("relay") });
		manager.disable(a);
	});
}

test("an old engine that does not quiesce goes on serving", () => {
	const a = manager.register(workshop.relay("busy", { fault: "QUIESCE" }));
	const b = manager.register(second);
	manager.enable(a);
	expect(write(1, 11)).toBe(0);
	expectStillServing(a, manager.swap(b), "quiesce");
	manager.disable(a);
});

test("a roll-back that fails is told", () => {
	const a = manager.register(workshop.relay("no-return", { fault: "REACTIVATE" }));
	const b = manager.register(workshop.relay("no-entry", { fault: "ACTIVATE" }));
	manager.enable(a);
	const outcome = manager.swap(b);
	expect(outcome).toMatchObject({ stage: "activate", handOver: { rollbackStatus: -5 } });
	manager.disable(a);
});

test("an activation that can't write is rolled back, and succeeds when it can", () => {
	const [a, b] = [manager.register(first), manager.register(second)];
	manager.enable(a);
	expect(write(1, 11)).toBe(0);
	const rehearsed = manager.swap(b, { rehearsal: "fail-activation" });
	expectStillServing(a, rehearsed, "activate");
	expect(rehearsed).toMatchObject({ handOver: { rollbackStatus: 0 } });
	expect(manager.swap(b).kind).toBe("swapped");
	expect([read(1), read(2)]).toEqual([11, 22]);
	manager.disable(b);
});

test("by force: the old engine was not asked to quiesce, what it flushed is there", () => {
	const [a, b] = [manager.register(first), manager.register(second)];
	manager.enable(a);
	expect(write(1, 11)).toBe(0);
	let late: number | undefined;
	const outcome = manager.swap(b, {
		rehearsal: "by-force",
		retiring: (old) => {
			late = old.write(1n, bench.buffer);
		},
	});
	expect(outcome.kind).toBe("swapped");
	expect(late).toBe(-116);
	expect(read(1)).toBe(11);
	manager.disable(b);
});

test("a broken claim to be unload-safe is seen, an engine that claims nothing is kept", () => {
	const clinging = workshop.relay("clinging", { flags: ["-Wl,-z,nodelete"] });
	const honest = workshop.relay("staying", { guarantees: ["thread-safe", "durable-at-flush"] });
	const [a, b] = [manager.register(clinging), manager.register(honest)];
	manager.enable(a);
	expect(manager.swap(b)).toMatchObject({ retirement: { unloading: "still-mapped" } });
	expect(manager.swap(a)).toMatchObject({ retirement: { unloading: "kept" } });
	manager.disable(a);
});

test("a file that changed after registration is not loaded", () => {
	const changing = workshop.relay("changing");
	const [a, b] = [manager.register(first), manager.register(changing)];
	manager.enable(a);
	expect(write(1, 11)).toBe(0);
	appendFileSync(changing.path, "x");
	const outcome = manager.swap(b);
	expectStillServing(a, outcome, "load");
	expect(outcome).toMatchObject({ message: expect.stringContaining("changed") });
	expect(() => manager.register(changing, "fixture.changed.1.0.0")).toThrow("changed");
	manager.disable(a);
});

test("registration runs no code of the plugin", () => {
	const mapped = () => readFileSync("/proc/self/maps", "utf8").split("memfd:assay-engine").length;
	const before = mapped();
	manager.register(workshop.relay("untouched"));
	expect(mapped()).toBe(before);
});

test("plugin ids are vendor.name.version", () => {
	const descriptor = { ...first.descriptor, vendor: "ACME Corp.", name: "disk" };
	expect(pluginIdOf(descriptor)).toBe("acme-corp.disk.1.0.0");
	const ids = ["acme-corp.disk.1.0.0", "acme-corp.disk.1.0.0+next"] as const;
	expect(pairIds(descriptor, descriptor)).toEqual(ids);
	for (const id of ["disk", "acme.disk", "acme.disk.1", "a.b.1.0.x", "../x.1.0.0", ""]) {
		expect(() => checkPluginId(id)).toThrow("is no plugin id");
	}
});

test("a plugin of no vendor gets no id by itself, but is drilled and taken in by a given one", () => {
	for (const vendor of ["", "?", " - "]) {
		const descriptor = { ...first.descriptor, vendor, name: "disk" };
		expect(() => pluginIdOf(descriptor)).toThrow(`disk: its vendor is "${vendor}", of which no`);
		const [from, to] = pairIds(descriptor, { ...descriptor, name: "other" });
		expect([from, to]).toEqual(["no-vendor.disk.1.0.0", "no-vendor.other.1.0.0"]);
		const file = { ...first, descriptor };
		expect(() => manager.register(file)).toThrow("set it in BSE_PLUGIN, or give the plugin an id");
		expect(manager.register(file, `acme.disk-${vendor.length}.1.0.0`)).toStartWith("acme.disk");
	}
});
