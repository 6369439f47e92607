import { expect, test } from "bun:test";
import { lanesOf } from "./lanes.ts";

test("lanes start at zero and survive JSON: an unknown end is absent", () => {
	const rows = [
		{ who: "client 1", what: "write 7 to block 3", startNs: 5e9, endNs: Number.POSITIVE_INFINITY },
		{ who: "at the end", what: "read block 3", startNs: 5e9 + 200, endNs: 5e9 + 900 },
	];
	expect(JSON.parse(JSON.stringify(lanesOf(rows)))).toEqual([
		{ who: "client 1", what: "write 7 to block 3", startNs: 0 },
		{ who: "at the end", what: "read block 3", startNs: 200, endNs: 900 },
	]);
});
