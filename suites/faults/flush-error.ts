import {
	type Check,
	type CheckContext,
	EngineFailure,
	HostLacking,
} from "../../harness/contract/index.ts";
import { keepsData, notApplicable, pass } from "../model/applies.ts";
import { statusName } from "../model/errno.ts";
import { Ledger } from "../model/ledger.ts";
import { recover, underSizeLimit } from "../model/reach.ts";
import { Session } from "../model/session.ts";
import { flushUnderLimit, writesOf } from "./flush-victim.ts";
import { reachOfWrite, unreached } from "./size-limit.ts";

/**
 * A cache that can't be written back: the flush must say so, and say so again. A flush that
 * succeeds later is only right if the data were not lost meanwhile.
 */
export const flushError: Check = {
	id: "faults.flush-error",
	title: "A flush that could not make everything durable fails, and no later one hides the loss",
	needs: [],
	appliesTo: keepsData,
	depth: "quick",
	deadlineMs: 60_000,
	async run(context) {
		for (const bytes of [512, context.target.sizeBytes >> 1]) await dieUnderLimit(context, bytes);
		const session = new Session(context);
		const last = BigInt(context.capacityBlocks) - 1n;
		session.write(last);
		session.flush();
		const reach = reachOfWrite(session, last);
		if (reach === undefined) return notApplicable(unreached);
		let failed = 0;
		for (const [round, bytes] of [reach - 512, reach - session.blockBytes, 512].entries()) {
			if (bytes < 1) continue;
			for (let id = 0n; id < 8n; id++) session.tryWrite(last - id * 3n);
			const statuses = underSizeLimit(context, bytes, () => {
				session.tryWrite(last - 1n);
				session.tryWrite(last);
				return [session.tryFlush(), session.tryFlush()];
			});
			if (round === 1) statuses.push(session.tryFlush());
			failed += statuses.filter((status) => status !== 0).length;
			session.verify(undefined, "after flushes under a limit");
			if (statuses.at(-1) === 0) mustSurvive(session, statuses);
			recover(session, session.ledger.ids());
		}
		session.close();
		if (failed === 0)
			return notApplicable("no flush failed: the engine writes before it acknowledges");
		return pass(`${failed} flushes failed and no later one lied`);
	},
};

function mustSurvive(session: Session, statuses: readonly number[]): void {
	session.engine.shutdown();
	session.open();
	const said = statuses.map(statusName).join(", then ");
	session.verify(undefined, `after flushes that returned ${said}, and a reopen`);
}

/**
 * A flush that says 0 under a limit, and a process that dies right after it: what is only in the
 * engine's memory then is lost. In the process that lives on, the next flush would save it.
 */
async function dieUnderLimit(context: CheckContext, limitBytes: number): Promise<void> {
	const report = await context.victim({
		seed: context.seed,
		script: flushUnderLimit.id,
		parameters: { limitBytes },
		killAfterSteps: 2,
		killDelayUs: 0,
	});
	if (!report.killed) {
		throw new EngineFailure(`the victim ended before it was killed: ${report.message}`);
	}
	if (report.steps === 0) {
		throw new HostLacking("the victim did not come to its first flush: the machine is too busy");
	}
	const absentReadsZeros = context.descriptor.guarantees.includes("absent-reads-zeros");
	const ledger = new Ledger(context.blockBytes, { absentReadsZeros, writer: 1 });
	const last = BigInt(context.capacityBlocks) - 1n;
	for (const { id, state } of writesOf(last, 1)) ledger.settle(id, state);
	for (const { id, state } of writesOf(last, 2)) {
		if (report.steps === 2) ledger.settle(id, state);
		else ledger.maybe(id, state, true);
	}
	const session = new Session(context, { ledger });
	const said = report.steps === 2 ? "returned 0" : "failed";
	session.verify(
		undefined,
		`after a flush with the target limited to ${limitBytes} bytes ${said} and the process died`,
	);
	session.close();
	context.target.renew();
}
