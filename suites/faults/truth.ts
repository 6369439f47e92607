import type { Check, EngineStats } from "../../harness/contract/index.ts";
import { keepsData, notApplicable, pass } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { underSizeLimit } from "../model/reach.ts";
import { Session } from "../model/session.ts";
import { reachOfWrite } from "./size-limit.ts";

const deviceErrors: readonly number[] = [-errno.EIO, -errno.ENOSPC, -errno.EFBIG];

function takeStats(session: Session): EngineStats {
	const stats = session.engine.stats();
	if (typeof stats === "number")
		return session.fail(`get_stats returned ${statusName(stats)}`, "0");
	return stats;
}

function mustBeHealthy(session: Session, wanted: boolean, when: string): void {
	if (!session.engine.has("health")) return;
	const { healthy, reason } = session.engine.checkHealth();
	if (healthy !== (wanted ? 1 : 0)) {
		session.fail(`${when} check_health returned ${healthy} ("${reason}")`, wanted ? "1" : "0");
	}
	if (!wanted && reason.trim().length < 3) {
		session.fail(`${when} check_health gives no reason`, "a sentence", JSON.stringify(reason));
	}
}

/** Every failure of the device, by kind of call, as the harness saw it. */
interface Seen {
	writeFailures: number;
	writeSuccesses: number;
	flushFailures: number;
	flushSuccesses: number;
}

function workUnderFault(session: Session, id: bigint, bytes: number): Seen {
	const seen = { writeFailures: 0, writeSuccesses: 0, flushFailures: 0, flushSuccesses: 0 };
	underSizeLimit(session.context, bytes, () => {
		for (let attempt = 0; attempt < 3; attempt++) {
			const written = session.tryWrite(id);
			if (written === 0) seen.writeSuccesses += 1;
			else if (deviceErrors.includes(written)) seen.writeFailures += 1;
			if (deviceErrors.includes(written)) mustBeHealthy(session, false, "after a failed write");
			const flushed = session.tryFlush();
			if (flushed === 0) seen.flushSuccesses += 1;
			else if (deviceErrors.includes(flushed)) seen.flushFailures += 1;
			if (deviceErrors.includes(flushed)) mustBeHealthy(session, false, "after a failed flush");
		}
	});
	return seen;
}

function mustHaveCounted(session: Session, before: EngineStats, seen: Seen): void {
	const after = takeStats(session);
	const compare = (name: string, grown: bigint, wanted: number): void => {
		if (grown === BigInt(wanted)) return;
		session.fail(`${name} grew by ${grown} while the device failed`, String(wanted), String(grown));
	};
	compare("write_operations", after.writeOperations - before.writeOperations, seen.writeSuccesses);
	compare("write_errors", after.writeErrors - before.writeErrors, seen.writeFailures);
	compare("flush_operations", after.flushOperations - before.flushOperations, seen.flushSuccesses);
	compare("flush_errors", after.flushErrors - before.flushErrors, seen.flushFailures);
}

function succeedOnce(session: Session, id: bigint): void {
	session.write(id);
	if (session.tryFlush() !== 0) session.reopen();
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
			const before = takeStats(session);
			const seen = workUnderFault(session, last, Math.max(1, reach - session.blockBytes));
			mustHaveCounted(session, before, seen);
			failures += seen.writeFailures + seen.flushFailures;
			succeedOnce(session, last);
		}
		mustBeHealthy(session, true, "after the device worked again");
		session.close();
		if (failures === 0) return notApplicable("nothing failed with an error of the device");
		return pass(`${failures} failures were counted and told, health came back twice`);
	},
};
