import { expect, test } from "bun:test";
import type { DegradationEvent } from "./degradation.ts";
import { notDegraded, notRecovered, type Sickness } from "./sick-expect.ts";

const event = (kind: DegradationEvent["kind"], cause: string): DegradationEvent => ({
	...{ kind, cause, reason: `${cause} ${kind}`, atMs: 0 },
});
const silent: Sickness = {
	...{ name: "disk", failed: 5, hasHealth: true, toldSick: false, events: [] },
};

test("an engine that fails and never says so is found, and no other one", () => {
	expect(notDegraded(silent)[0]?.message).toContain(
		"failed 5 operations and called itself healthy",
	);
	expect(notDegraded({ ...silent, toldSick: true })).toEqual([]);
	expect(notDegraded({ ...silent, events: [event("degraded", "health:disk")] })).toEqual([]);
	// It has no word in this.
	expect(notDegraded({ ...silent, hasHealth: false })).toEqual([]);
	expect(notDegraded({ ...silent, failed: 0 })).toEqual([]);
	// The circuit is ours: that it opened says nothing of what the engine said.
	expect(notDegraded({ ...silent, events: [event("degraded", "circuit")] })).toHaveLength(1);
});

test("whatever degraded it has to take it back", () => {
	const both = [event("degraded", "circuit"), event("degraded", "health:disk")];
	const found = notRecovered([...both, event("recovered", "circuit")], "disk");
	expect(found.map(({ found: reason }) => reason)).toEqual(["health:disk degraded"]);
	const recovered = [event("recovered", "circuit"), event("recovered", "health:disk")];
	expect(notRecovered([...both, ...recovered], "disk")).toEqual([]);
	expect(notRecovered([event("degraded", "water-level")], "disk")).toEqual([]);
	expect(notRecovered([], "disk")).toEqual([]);
});
