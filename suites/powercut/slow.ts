import { type Check, EngineFailure, type EngineQueue } from "../../harness/contract/index.ts";
import { keepsData, pass } from "../model/applies.ts";
import { stamped } from "../model/block-state.ts";
import { errno, statusName } from "../model/errno.ts";
import type { FaultDrill } from "./fault-drill.ts";
import { withFaults } from "./fault-run.ts";
import { deadlineMs, rigNeeds } from "./run.ts";

const slowUs = 4000;
/** A poll with a timeout far below this must come back before the device does. */
const stuckUs = 400_000;
const pollUs = 5000;

/** Every request of the device takes milliseconds. Nothing fails, so nothing may be refused. */
export const slowDevice: Check = {
	id: "faults.slow-device",
	title: "A slow device makes calls late, not wrong: no errors, polls keep their timeouts",
	needs: [],
	hostNeeds: rigNeeds,
	deadlineMs,
	appliesTo: keepsData,
	depth: "ci",
	async run(context) {
		let waited = "it has no queue";
		await withFaults(context, async (drill) => {
			await drill.fault({ on: ["read", "write", "flush"], delayUs: slowUs });
			await drill.mustWork("on a slow device");
			drill.tally.mustBeHealthy("on a slow device");
			drill.tally.mustMatchStats("on a slow device");
			if (drill.session.engine.has("queue")) waited = await pollWhileStuck(drill);
			await drill.fault();
			await drill.mustWork("after a slow device was fast again");
		});
		return pass(`everything was served; ${waited}`);
	},
};

/** One write in flight on a device that takes its time: poll must not wait for it. */
async function pollWhileStuck(drill: FaultDrill): Promise<string> {
	const { session, context } = drill;
	const queue = session.engine.createQueue(4);
	if (typeof queue === "number") {
		throw new EngineFailure(`a queue of depth 4 was refused with ${statusName(queue)}`);
	}
	const id = drill.ids[0] as bigint;
	const state = stamped(session.ledger.nextStamp(id));
	session.render(state);
	await drill.fault({ on: ["read", "write", "flush"], delayUs: stuckUs });
	const startNs = context.nowNs();
	const operation = { userData: 7n, opcode: "write", id, data: session.source } as const;
	if (queue.submit([operation]) !== 1) session.fail("an empty queue did not take one operation");
	const submittedUs = (context.nowNs() - startNs) / 1000;
	const first = queue.poll(1, pollUs);
	const polledUs = (context.nowNs() - startNs) / 1000 - submittedUs;
	const done = first.completions.length > 0 || drain(queue, drill);
	if (!done) session.fail("an operation that was taken was never completed");
	session.note("write in a queue", id, state, 0);
	queue.destroy();
	session.read(id, "after a write that took long");
	// An engine may do its work inside submit; a poll that waits for the device breaks its word.
	if (first.completions.length === 0 && polledUs > stuckUs * 0.8) {
		session.fail(`poll took ${Math.round(polledUs)} us with a timeout of ${pollUs} us`);
	}
	return `a poll of ${pollUs} us took ${Math.round(polledUs)} us`;
}

function drain(queue: EngineQueue, { context }: FaultDrill): boolean {
	for (const giveUpAt = context.nowNs() + 10e9; context.nowNs() < giveUpAt; ) {
		const { status, completions } = queue.poll(1, 100_000);
		if (status < 0) throw new EngineFailure(`poll returned ${statusName(status)}`);
		const [completion] = completions;
		if (completion === undefined) continue;
		if (completion.status === 0 && completion.userData === 7n) return true;
		const known = completion.status === -errno.EIO ? " although the device did not fail" : "";
		throw new EngineFailure(`a slow write completed with ${statusName(completion.status)}${known}`);
	}
	return false;
}
