import type { Victim } from "../../harness/contract/index.ts";
import type { Scene } from "./drill.ts";

const endMs = 30_000;
const beganMs = 2000;

/** The device is there again and the process was killed: if it stays, the rig is to blame. */
export async function mustEnd(victim: Victim): Promise<void> {
	const ended = await Promise.race([victim.ended.then(() => true), Bun.sleep(endMs)]);
	if (ended !== true) throw new Error(`a killed process is still there after ${endMs} ms`);
}

/**
 * Until the victim's log says that the hand-over of the scene is under way: it is over in less
 * than a timer's millisecond, so that this looks again and again. Returns anyway after a while:
 * then the process dies at some other moment.
 */
export async function handOverBegan(victim: Victim, scene: Scene): Promise<void> {
	const { writers: swapper, swapsBefore = 0 } = scene;
	const giveUpAt = performance.now() + beganMs;
	while (victim.log.changesOf(swapper).length <= swapsBefore && !victim.hasEnded()) {
		if (performance.now() > giveUpAt) return;
		await Bun.sleep(0);
	}
}
