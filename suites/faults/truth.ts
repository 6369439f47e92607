import type { Check } from "../../harness/contract/index.ts";
import { keepsData, notApplicable, pass } from "../model/applies.ts";
import { isDeviceError } from "../model/errno.ts";
import { recover, underSizeLimit } from "../model/reach.ts";
import { Session } from "../model/session.ts";
import { reachOfWrite } from "./size-limit.ts";
import { mustBeHealthy, Told } from "./told.ts";

const whole = 0n;

/** Writes and flushes that fail, and between them reads that don't and so cure nothing. */
function workUnderFault(session: Session, id: bigint, bytes: number): number {
	const told = new Told(session);
	underSizeLimit(session.context, bytes, () => {
		for (let attempt = 0; attempt < 3; attempt++) {
			const written = session.tryWrite(id);
			told.see("write", written, "a write");
			mustNotBeCured(session, told, written, "a failed write");
			const flushed = session.tryFlush();
			told.see("flush", flushed, "a flush");
			mustNotBeCured(session, told, flushed, "a failed flush");
		}
	});
	told.mustBeCounted();
	return told.failures;
}

/** "until one of its kind succeeded again": a read is of another kind. */
function mustNotBeCured(session: Session, told: Told, status: number, what: string): void {
	const read = session.tryRead(whole, `after ${what}`);
	told.count("read", read);
	if (!isDeviceError(status) || read !== 0) return;
	mustBeHealthy(session, false, `after ${what} and a read that worked`);
}

function succeedOnce(session: Session, id: bigint): void {
	recover(session, [id]);
	session.read(id);
}

/** The limit ends where the block begins: refused whole, so that the error is the device's. */
export const statsAndHealth: Check = {
	id: "faults.stats-and-health",
	title: "While the device fails, counters and health say so; when it works again, health returns",
	needs: [],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const last = BigInt(context.capacityBlocks) - 1n;
		session.write(whole);
		session.write(last);
		session.flush();
		mustBeHealthy(session, true, "before any fault");
		const reach = reachOfWrite(session, last);
		if (reach === undefined)
			return notApplicable("no write failed under a limit on the target's size");
		// The search has failures behind it; a success of each kind settles the health.
		succeedOnce(session, last);
		let failures = 0;
		for (let round = 0; round < 2; round++) {
			mustBeHealthy(session, true, "after the device worked again");
			failures += workUnderFault(session, last, Math.max(1, reach - session.blockBytes));
			succeedOnce(session, last);
		}
		mustBeHealthy(session, true, "after the device worked again");
		session.close();
		if (failures === 0) return notApplicable("nothing failed with an error of the device");
		return pass(`${failures} failures were counted and told, health came back twice`);
	},
};
