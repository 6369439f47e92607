import type { Check, DeviceFault, Engine, Status } from "../../harness/contract/index.ts";
import { keepsData, pass } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import type { FaultDrill } from "./fault-drill.ts";
import { withFaults } from "./fault-run.ts";
import { configOf } from "./geometry.ts";
import { deadlineMs, rigNeeds } from "./run.ts";

type Request = DeviceFault["on"][number];

const requests: readonly Request[] = ["read", "write", "flush"];
/** An activation reads its metadata, writes a mark and makes it durable: some few of each. */
const skips = [0, 1, 2, 3, 4, 5] as const;

function standbyOf({ context, geometry, rig }: FaultDrill): Engine {
	return context.mustOpen(configOf(geometry, rig.path, { standby: true }));
}

/** The activated engine has every block, and the former one none of its writes. */
function goOnWith(drill: FaultDrill, next: Engine, when: string): void {
	const { session } = drill;
	const former = session.engine;
	session.engine = next;
	session.verify(undefined, when);
	session.source.bytes.fill(0xdb);
	const status = former.write(drill.ids[0] as bigint, session.source);
	if (status !== -errno.ESTALE) {
		session.fail(`${when}: a write through the former engine returned ${statusName(status)}`);
	}
	// What it could not make durable it may report; the handle is gone either way.
	former.shutdown();
	session.verify(undefined, `${when}, and the former engine's shutdown`);
}

/**
 * A mark that could not be written or made durable may be there or not, and so may its undoing: the
 * former engine goes on or is fenced. A read that failed leaves no such excuse.
 */
function formerGoesOn(drill: FaultDrill, request: Request, when: string): boolean {
	const { session } = drill;
	for (const id of drill.ids.slice(0, 4)) {
		const status = session.tryWrite(id);
		if (status === 0) continue;
		if (request !== "read") return false;
		const said = session.engine.lastError();
		session.fail(
			`${when}: a write of block ${id} through the former engine returned ${statusName(status)} ("${said}")`,
			"on failure the former writer is not fenced",
		);
	}
	session.flush();
	session.verify(undefined, `${when}, through the former engine`);
	return true;
}

/** Says whether the activation met the fault. */
async function activateOnce(drill: FaultDrill, request: Request, skip: number): Promise<boolean> {
	for (const id of drill.ids.slice(skip)) drill.session.write(id);
	drill.session.delete(drill.ids[skip] as bigint);
	drill.session.flush();
	const next = standbyOf(drill);
	// Reads ahead that fail are read again by the kernel, for the page that was asked for.
	const times = request === "read" ? 4 : 1;
	await drill.fault({ on: [request], error: "EIO", skip, times });
	const status: Status = next.activate();
	await drill.fault();
	const when = `after EIO on ${request} ${skip + 1} of an activation`;
	if (status === 0) {
		goOnWith(drill, next, when);
		return false;
	}
	if (status > 0) drill.session.fail(`${when}: activate returned ${statusName(status)}`);
	if (!formerGoesOn(drill, request, `${when}, which failed`)) {
		next.shutdown();
		drill.session.engine.shutdown();
		drill.session.free();
		drill.openAgain(`${when}, and both engines' shutdown`);
		return true;
	}
	next.shutdown();
	drill.session.verify(undefined, `${when}, and the standby engine's shutdown`);
	return true;
}

/**
 * The device fails one request of an activation, each in turn. What fails is reported, changes
 * nothing, and the former engine goes on; see `formerGoesOn` for the one exception.
 * Not covered: a device that fails all requests from then on, where nobody can undo anything.
 */
export const failedActivation: Check = {
	id: "faults.activate",
	title: "A device that fails inside activate: it is reported, and the former engine goes on",
	needs: ["swap"],
	hostNeeds: rigNeeds,
	deadlineMs,
	appliesTo: keepsData,
	depth: "quick",
	async run(context) {
		let failed = 0;
		await withFaults(context, async (drill) => {
			for (const request of requests) {
				for (const skip of skips) {
					const met = await activateOnce(drill, request, skip);
					if (met) failed += 1;
					// Behind the last of them there are no more.
					else if (request !== "read") break;
				}
			}
			await drill.mustWork("after activations met faults");
		});
		return pass(`${failed} activations met a fault and failed; every block was there each time`);
	},
};
