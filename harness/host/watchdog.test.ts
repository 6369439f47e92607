import { expect, test } from "bun:test";
import { watchFor } from "./watchdog.ts";

function barkOf(callsBegun: () => bigint): Promise<number> {
	return new Promise((bark) => void watchFor({ deadlineMs: 40, callsBegun, bark }));
}

test("silence past the deadline is barked at, whatever went before", async () => {
	expect(await barkOf(() => 5n)).toBe(40);
});

test("while calls go on the deadline is granted again, but not for ever", async () => {
	let calls = 0n;
	expect(await barkOf(() => calls++)).toBe(120);
});

test("who falls silent later is barked at after the deadline that was silent", async () => {
	let looks = 0;
	expect(await barkOf(() => BigInt(Math.min(looks++, 1)))).toBe(80);
});

test("called off, it does not bark", async () => {
	let barked = false;
	const callOff = watchFor({
		deadlineMs: 10,
		callsBegun: () => 0n,
		bark: () => {
			barked = true;
		},
	});
	callOff();
	await Bun.sleep(60);
	expect(barked).toBe(false);
});
