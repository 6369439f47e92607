import { expect, test } from "bun:test";
import { CircuitBreaker, type CircuitChange } from "./circuit.ts";

function breaker(options = {}) {
	const changes: CircuitChange[] = [];
	const circuit = new CircuitBreaker(options, (change) => changes.push(change));
	const calls = (count: number, ok: boolean, latencyMs: number, atMs: number) => {
		for (let call = 0; call < count; call++) circuit.note(ok, latencyMs, atMs);
	};
	return { circuit, changes, calls };
}

test("5 % of errors are borne, more are not", () => {
	const { circuit, changes, calls } = breaker();
	calls(95, true, 1, 0);
	calls(5, false, 1, 0);
	expect(circuit.state).toBe("closed");
	calls(1, false, 1, 0);
	expect(circuit.state).toBe("open");
	expect(changes).toEqual([
		{ from: "closed", to: "open", reason: "6 of 101 calls failed", atMs: 0 },
	]);
});

test("800 ms in the mean are borne, more are not", () => {
	const { circuit, calls } = breaker();
	calls(30, true, 800, 0);
	expect(circuit.state).toBe("closed");
	calls(1, true, 801, 0);
	expect(circuit.state).toBe("open");
});

test("too few calls say nothing", () => {
	const { circuit, calls } = breaker();
	calls(19, false, 5000, 0);
	expect(circuit.state).toBe("closed");
	calls(1, false, 5000, 0);
	expect(circuit.state).toBe("open");
});

test("what is older than the window is forgotten", () => {
	const { circuit, calls } = breaker();
	calls(19, false, 1, 0);
	calls(19, true, 1, 10_500);
	expect(circuit.state).toBe("closed");
	// Alone it is the twentieth call of the window, and one of twenty is just borne.
	calls(1, false, 1, 10_600);
	expect(circuit.state).toBe("closed");
});

test("open for a while, then trials decide", () => {
	const { circuit, changes, calls } = breaker();
	calls(20, false, 1, 100);
	expect(circuit.allows(5099)).toBe(false);
	// A call that was under way when it opened says nothing.
	circuit.note(true, 1, 5000);
	expect(circuit.state).toBe("open");
	expect(circuit.allows(5100)).toBe(true);
	expect(circuit.state).toBe("half-open");
	circuit.note(true, 1, 5101);
	circuit.note(true, 1, 5102);
	expect(circuit.state).toBe("half-open");
	circuit.note(true, 1, 5103);
	expect(circuit.state).toBe("closed");
	expect(changes.map(({ to }) => to)).toEqual(["open", "half-open", "closed"]);
});

test("a trial that fails or is slow opens it again, for as long again", () => {
	for (const [ok, latencyMs] of [
		[false, 1],
		[true, 801],
	] as const) {
		const { circuit, calls } = breaker();
		calls(20, false, 1, 0);
		expect(circuit.allows(5000)).toBe(true);
		circuit.note(ok, latencyMs, 5000);
		expect(circuit.state).toBe("open");
		expect(circuit.allows(9999)).toBe(false);
		expect(circuit.allows(10_000)).toBe(true);
	}
});

test("options that mean nothing are refused", () => {
	expect(() => breaker({ errorRateMax: 5 })).toThrow("errorRateMax is a share");
	expect(() => breaker({ latencyMsMax: 0 })).toThrow("latencyMsMax is a number above 0");
	expect(() => breaker({ windowMs: Number.NaN })).toThrow("windowMs");
});
