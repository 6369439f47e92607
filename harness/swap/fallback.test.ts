import { expect, test } from "bun:test";
import { executeWithFallback, type FallbackEntry, FallbackFailed, isFailure } from "./fallback.ts";

function run(primary: () => number, fallback?: () => number, refused?: string) {
	const log: FallbackEntry[] = [];
	const request = { operation: "write of block 7", primary, fallback, refused };
	const answer = () =>
		executeWithFallback(
			request,
			() => 42,
			(entry) => log.push(entry),
		);
	return { answer, log };
}
const fail = (message: string) => () => {
	throw new Error(message);
};

test("a primary that answers is all there is", () => {
	let asked = 0;
	const { answer, log } = run(
		() => 0,
		() => ++asked,
	);
	expect(answer()).toEqual({ by: "primary", status: 0 });
	expect({ asked, log }).toEqual({ asked: 0, log: [] });
});

test("answers and the caller's mistakes are not failed over, fencing least of all", () => {
	for (const status of [-2, -22, -34, -11, -38, -116]) {
		const { answer, log } = run(() => status, fail("asked"));
		expect(answer()).toEqual({ by: "primary", status });
		expect(log).toEqual([]);
		expect(isFailure(status)).toBe(false);
	}
	for (const status of [-5, -28, -27, -19, -110]) expect(isFailure(status)).toBe(true);
});

test("the fallback serves, and the original error is kept and logged", () => {
	const { answer, log } = run(
		() => -5,
		() => 0,
	);
	const original = "status -5 (-EIO)";
	expect(answer()).toEqual({ by: "fallback", status: 0, original });
	const entry = { operation: "write of block 7", atMs: 42, original, outcome: "fallback-served" };
	expect(log).toEqual([entry as FallbackEntry]);
});

test("an exception is a failure, too; what the fallback answers is an answer", () => {
	const { answer, log } = run(fail("gone"), () => -2);
	expect(answer()).toEqual({ by: "fallback", status: -2, original: "gone" });
	expect(log[0]?.outcome).toBe("fallback-served");
});

test("both fail: the caller gets the first error, the log has both", () => {
	const { answer, log } = run(
		() => -5,
		() => -28,
	);
	expect(answer()).toEqual({ by: "primary", status: -5, original: "status -5 (-EIO)" });
	expect(log[0]).toMatchObject({ outcome: "fallback-failed", second: "status -28 (-ENOSPC)" });
});

test("both fail by exceptions: one error that says both, the first as its cause", () => {
	const { answer } = run(fail("first"), fail("second"));
	expect(answer).toThrow(FallbackFailed);
	expect(answer).toThrow("write of block 7: first; the fallback: second");
	try {
		answer();
	} catch (error) {
		expect(((error as Error).cause as Error).message).toBe("first");
	}
});

test("without a fallback the failure is the answer, and logged", () => {
	const { answer, log } = run(() => -5);
	expect(answer()).toEqual({ by: "primary", status: -5 });
	expect(log[0]).toMatchObject({ outcome: "no-fallback", original: "status -5 (-EIO)" });
	expect(run(fail("gone")).answer).toThrow("write of block 7: gone");
});

test("a primary that is refused is not asked", () => {
	const { answer } = run(fail("asked"), () => 0, "the circuit is open");
	expect(answer()).toEqual({ by: "fallback", status: 0, original: "the circuit is open" });
});
