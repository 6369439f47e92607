import type { ChaseOutcome, ChasePlan, Engine } from "../contract/index.ts";
import { allocateGuarded, pointer, Scratch } from "./buffer.ts";
import { bindNative } from "./native.ts";

const { assay_chase_run: run } = bindNative({
	assay_chase_run: { args: ["ptr"], returns: "i32" },
});

/** In the order of struct assay_chase in harness/native/chase.h: three wide fields, then these. */
const ways = { queue: 0, batch: 1 } as const;
const ends = ["good", "status", "never", "data"] as const;
const structBytes = 3 * 8 + 10 * 4;
const wordsAt = 3 * 8;

/** Looks at buffers the moment they are the caller's again: harness/native/chase.c. */
export function chaseBuffers(engine: Engine, plan: ChasePlan): ChaseOutcome {
	const { blockBytes } = engine;
	const buffers = allocateGuarded((plan.items + 1) * blockBytes, "end");
	const struct = new Scratch(structBytes);
	const { view } = struct;
	const word = (index: number): number => view.getUint32(wordsAt + 4 * index, true);
	view.setBigUint64(0, BigInt(engine.table), true);
	view.setBigUint64(8, BigInt(buffers.address), true);
	view.setBigUint64(16, BigInt(Math.max(0, Math.floor(plan.untilNs))), true);
	const given = [ways[plan.way], plan.isWrite ? 1 : 0, plan.items, blockBytes, plan.roundsLeast];
	for (const [index, value] of [...given, 0, 0, 0, 0, 0].entries()) {
		view.setUint32(wordsAt + 4 * index, value, true);
	}
	const end = ends[run(pointer(struct.address))] ?? "never";
	const [rounds, item, offset, status] = [word(5), word(6), word(7), word(8) | 0];
	struct.free();
	buffers.free();
	return { end, rounds, item, offset, status };
}
