import { describeState } from "../model/block-state.ts";
import { statusName } from "../model/errno.ts";
import type { Scene } from "./drill.ts";
import { type Life, stateOf } from "./survivors.ts";

const linesMost = 40;

/** What was done to one block before the power failed, and the flushes: lines for a person. */
export function timeline(life: Life, block: number): string[] {
	return life.changes
		.filter((one) => one.kind === "flush" || one.block === block)
		.sort((left, right) => left.start - right.start)
		.map((one) => {
			const what =
				one.kind === "flush" ? "flush" : `${one.kind}: ${describeState(stateOf(one, life))}`;
			const end = Number.isFinite(one.end)
				? `${statusName(one.status)} at ${one.end}`
				: "no answer";
			return `at ${one.start} writer ${one.writer + 1} ${what} -> ${end}`;
		})
		.slice(-linesMost);
}

/** Where the power failed, and what it left: how a failure's sentence begins. */
export function describeCut(scene: Scene, cut: number, deviceChanges: number): string {
	const { act, survival, writers } = scene;
	const left = `${survival} of the unflushed writes left, ${writers} writer(s)`;
	return `after power cut ${cut}, in ${act} at change ${deviceChanges} of the device (${left})`;
}
