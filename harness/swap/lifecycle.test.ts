import { expect, test } from "bun:test";
import fc from "fast-check";
import {
	IllegalTransition,
	type LifecycleOperation,
	type LifecycleState,
	lifecycleOperations,
	lifecycleStates,
	transition,
} from "./lifecycle.ts";

/** The article's table, row by row. */
const legal: [LifecycleState, LifecycleOperation, LifecycleState][] = [
	["REGISTERED", "enable", "ENABLED"],
	["ENABLED", "disable", "DISABLED"],
	["DISABLED", "enable", "ENABLED"],
	["REGISTERED", "unregister", "REMOVED"],
	["ENABLED", "unregister", "REMOVED"],
	["DISABLED", "unregister", "REMOVED"],
];

test("exactly the article's transitions are legal", () => {
	for (const from of lifecycleStates) {
		for (const operation of lifecycleOperations) {
			const row = legal.find(([state, name]) => state === from && name === operation);
			if (row) expect(transition("a.b.1", from, operation)).toBe(row[2]);
			else expect(() => transition("a.b.1", from, operation)).toThrow(IllegalTransition);
		}
	}
});

test("a refusal names plugin, operation, both states, and what is legal instead", () => {
	expect(() => transition("acme.disk.1.2.0", "ENABLED", "enable")).toThrow(
		"acme.disk.1.2.0: enable is refused, ENABLED -> ENABLED (legal here: disable, unregister)",
	);
	expect(() => transition("acme.disk.1.2.0", "REMOVED", "enable")).toThrow("it is final");
});

test("in any sequence REMOVED is final and ENABLED alternates with DISABLED", () => {
	fc.assert(
		fc.property(fc.array(fc.constantFrom(...lifecycleOperations)), (operations) => {
			let state: LifecycleState = "REGISTERED";
			const history: LifecycleState[] = [state];
			for (const operation of operations) {
				try {
					state = transition("p", state, operation);
					history.push(state);
				} catch (error) {
					expect(error).toBeInstanceOf(IllegalTransition);
				}
			}
			for (const [index, after] of history.slice(1).entries()) {
				const before = history[index];
				expect(before).not.toBe("REMOVED");
				expect(after).not.toBe("REGISTERED");
				if (after !== "REMOVED") expect(after === "ENABLED").toBe(before !== "ENABLED");
			}
		}),
		{ seed: 5 },
	);
});
