import { pointer, Scratch } from "./buffer.ts";
import { bindNative } from "./native.ts";

/** Threads for the loops of clients: harness/native/crew.c. */
const {
	assay_crew_start: start,
	assay_crew_done: doneOf,
	assay_crew_ends: ends,
} = bindNative({
	assay_crew_start: { args: ["u32", "ptr", "u32", "ptr", "ptr"], returns: "i32" },
	assay_crew_done: { args: ["u32"], returns: "u32" },
	assay_crew_ends: { args: ["u32", "u32"], returns: "u32" },
});
const stillRunning = 0xffffffff;

/** Where the round's clients meet before they begin; freed when all of them have ended. */
export function makeGate(clients: number): Scratch {
	const gate = new Scratch(4);
	gate.view.setUint32(0, clients, true);
	return gate;
}

/** Thread `seat` runs the loop of the struct at `client`; see ClientLoop. */
export function startLoop(
	seat: number,
	client: number,
	steps: number,
	lane: number,
	gate: Scratch | undefined,
): void {
	const meetAt = gate === undefined ? null : pointer(gate.address);
	const status = start(seat, pointer(client), steps, pointer(lane), meetAt);
	if (status !== 0) throw new Error(`thread ${seat} of the clients: errno ${-status}`);
}

/** Of the loop that thread `seat` began last; undefined while it is under way. */
export function operationsDone(seat: number): number | undefined {
	const done = doneOf(seat);
	return done === stillRunning ? undefined : done;
}

let endsSeen = 0;

/** Sleeps until a loop of any thread has ended since this was last asked; at most so long. */
export function awaitEnds(waitUs: number): void {
	endsSeen = ends(endsSeen, waitUs);
}
