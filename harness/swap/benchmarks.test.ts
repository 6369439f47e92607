import { expect, test } from "bun:test";
import { join } from "node:path";
import { measureSlot } from "./slot.bench.ts";

test("the slot's cost can be measured", async () => {
	const engine = join(import.meta.dir, "..", "..", "build", "engines", "null.so");
	const costs = await measureSlot(engine, 5);
	expect(costs.map(({ name }) => name)).toEqual(["direct", "slot, membarrier", "slot, fences"]);
	for (const { nsMin, nsP50 } of costs) {
		expect(nsMin).toBeGreaterThan(0);
		expect(nsP50).toBeGreaterThanOrEqual(nsMin);
	}
}, 60_000);
