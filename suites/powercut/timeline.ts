import { describeState } from "../model/block-state.ts";
import { statusName } from "../model/errno.ts";
import type { CutRig } from "./cut-rig.ts";
import type { Crash, Scene } from "./drill.ts";
import { stateOf } from "./survivors.ts";

const linesMost = 40;

/** What was done to one block before the power failed, and the flushes: lines for a person. */
export function timeline({ life, scene }: Crash, block: number): string[] {
	const swapper = scene.act === "swaps" ? scene.writers : undefined;
	return life.changes
		.filter((one) => one.kind === "flush" || one.block === block)
		.sort((left, right) => left.start - right.start)
		.map((one) => {
			const flush = one.writer === swapper ? "hand-over" : "flush";
			const what =
				one.kind === "flush" ? flush : `${one.kind}: ${describeState(stateOf(one, life))}`;
			const end = Number.isFinite(one.end)
				? `${statusName(one.status)} at ${one.end}`
				: "no answer";
			return `at ${one.start} writer ${one.writer + 1} ${what} -> ${end}`;
		})
		.slice(-linesMost);
}

/** Where the power failed, and what it left: how a failure's sentence begins. */
export function describeCut(
	event: CutRig["event"],
	scene: Scene,
	cut: number,
	deviceChanges: number,
): string {
	const { act, survival, writers } = scene;
	if (event === "SIGKILL") return `after SIGKILL ${cut}, in ${act} under ${writers} writer(s)`;
	const left = `${survival} of the unflushed writes left, ${writers} writer(s)`;
	return `after power cut ${cut}, in ${act} at change ${deviceChanges} of the device (${left})`;
}
