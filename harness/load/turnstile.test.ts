import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { givenUpCell, turnCells } from "../contract/index.ts";
import { placeOf, Turnstile } from "./turnstile.ts";

const directory = mkdtempSync(join(tmpdir(), "turnstile-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function makeSeats(seats: number) {
	writeFileSync(join(directory, "turns"), new Int32Array(turnCells(seats)));
	const path = join(directory, "turns");
	const cells = new Int32Array(Bun.mmap(path, { shared: true }).buffer, 0, turnCells(seats));
	const turnstiles = Array.from(
		{ length: seats },
		(_, seat) => new Turnstile({ path, seat, seats, slices: 4, processor: 0 }),
	);
	return { turnstiles, cells };
}

test("each block has each seat once, each is first in turn, and two seats go ABBA", () => {
	for (const seats of [1, 2, 3, 4]) {
		for (let block = 0; block < 8; block++) {
			const places = Array.from({ length: seats }, (_, seat) => placeOf(seat, block, seats));
			expect(places.toSorted()).toEqual(Array.from({ length: seats }, (_, place) => place));
			expect(places[block % seats]).toBe(0);
		}
	}
});

test("processes that map one file take their turns in order, and know one another's words", () => {
	const { turnstiles, cells } = makeSeats(3);
	// Nobody waits when what is waited for is there: so that one thread can be all of them.
	for (const seat of [0, 1, 2]) cells[2 + seat] = 500 - 100 * seat;
	expect(turnstiles.map((each, seat) => each.agree(500 - 100 * seat))).toEqual([300, 300, 300]);
	const taken: number[] = [];
	for (let turn = 0; turn < 9; turn++) {
		const block = Math.floor(turn / 3);
		const seat = [0, 1, 2].find((each) => placeOf(each, block, 3) === turn % 3) ?? -1;
		expect(turnstiles[seat]?.take()).toBe(true);
		taken.push(seat);
		turnstiles[seat]?.give();
	}
	expect(taken).toEqual([0, 1, 2, 1, 2, 0, 2, 0, 1]);
	expect(cells[0]).toBe(9);
});

test("where a peer has gone nobody waits for it", () => {
	const { turnstiles, cells } = makeSeats(2);
	cells[givenUpCell] = 1;
	expect(turnstiles[0]?.agree(5)).toBeUndefined();
	expect(turnstiles[1]?.take()).toBe(false);
});
