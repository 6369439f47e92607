import type { Check, CheckContext, DeviceFault } from "../../harness/contract/index.ts";
import { keepsData, notApplicable, pass } from "../model/applies.ts";
import type { FaultDrill } from "./fault-drill.ts";
import { withFaults, withTightFaults } from "./fault-run.ts";
import { changeUntilHousekeeping } from "./housekeeping.ts";
import { deadlineMs, rigNeeds, rounds } from "./run.ts";

/** The faults of one check: `skip` and `times` are added, so that each is tried in every phase. */
type Kind = Pick<DeviceFault, "on" | "error" | "losesUnflushed">;

/** One request fails, a few do, or all do until the fault is lifted. */
function faultOf(kind: Kind, round: number, drill: FaultDrill): DeviceFault {
	const { random } = drill;
	if (round % 3 === 0) return kind;
	const times = round % 3 === 1 ? 1 : 1 + random.below(4);
	return { ...kind, skip: random.below(6), times };
}

/**
 * Changes, flushes and reads while the device fails; the drill judges each status and each byte.
 */
async function workUnderFault(drill: FaultDrill): Promise<void> {
	const ids = drill.random.shuffled(drill.ids);
	for (const id of ids.slice(0, 8)) drill.write(id);
	if (drill.random.below(2) === 0) drill.readAll("while the device fails", true);
	for (const id of ids.slice(8, 10)) drill.delete(id);
	await drill.flush();
	for (const id of ids.slice(6, 9)) drill.write(id);
	// A second one, without anything written again in between, must not make good of a lost write.
	await drill.flush();
	await drill.flush();
}

/** Either everything works again, or the engine says why not and a reopen mends it. */
async function workAfterFault(drill: FaultDrill): Promise<void> {
	drill.readAll("after the fault was gone");
	const unexplained = drill.unexplained;
	const touched = drill.ids.slice(0, 4);
	const statuses = touched.map((id) => drill.write(id));
	statuses.push(drill.delete(touched[0] as bigint), drill.write(touched[0] as bigint));
	statuses.push(await drill.flush());
	drill.readAll("after the fault was gone and new writes");
	if (statuses.every((status) => status === 0)) {
		drill.tally.mustBeHealthy("after every kind of call succeeded again");
	} else if (drill.unexplained > unexplained) {
		drill.session.fail("the engine does not work again, and bse_last_error does not say why");
	}
	drill.tally.mustMatchStats("after a fault of the device");
}

async function oneRound(drill: FaultDrill, kind: Kind, round: number): Promise<void> {
	// Acknowledged before the fault, and not flushed.
	for (const id of drill.ids.slice(-6)) drill.write(id);
	if (round % 2 === 1) await changeUntilHousekeeping(drill, kind);
	await drill.fault(faultOf(kind, round, drill));
	await workUnderFault(drill);
	// Reads are served all the while, unless they are what fails.
	drill.readAll("with the fault in force", kind.on.includes("read"));
	const claim = drill.random.below(2) === 0;
	if (round % 2 === 0) {
		await drill.fault();
		await workAfterFault(drill);
	}
	const when = `after ${kind.error} on ${kind.on.join(" and ")}`;
	await drill.nextLife(when, claim);
	await drill.mustWork(when);
}

function faultCheck(
	id: string,
	title: string,
	depth: Check["depth"],
	kind: Kind,
	unseen: string,
	first?: (drill: FaultDrill) => Promise<void>,
): Check {
	return {
		id,
		title,
		needs: [],
		hostNeeds: rigNeeds,
		deadlineMs,
		appliesTo: keepsData,
		depth,
		async run(context: CheckContext) {
			let done = 0;
			const { reported } = await withTightFaults(context, async (drill) => {
				await first?.(drill);
				for (const round of rounds(context, 6)) {
					await oneRound(drill, kind, round);
					done += 1;
				}
			});
			if (reported === 0) return notApplicable(unseen);
			return pass(`${reported} failures in ${done} rounds were reported, and nothing was lost`);
		},
	};
}

export const eioWrite = faultCheck(
	"faults.eio-write",
	"Writes that the device fails are never acknowledged, once, several times or until it is mended",
	"ci",
	{ on: ["write"], error: "EIO" },
	"no call reported an error while every write of the device failed",
);

export const deviceFull = faultCheck(
	"faults.enospc",
	"A device without space: writes are refused, what was acknowledged stays, space makes it work",
	"ci",
	{ on: ["write"], error: "ENOSPC" },
	"no call reported an error while the device had no space",
);

/** Only deletes since the last flush: an engine that looks for written data alone saves nothing. */
async function flushDeletesAlone(drill: FaultDrill): Promise<void> {
	const ids = drill.random.shuffled(drill.ids).slice(0, 3);
	for (const id of ids) drill.session.mustSucceed("write", drill.write(id));
	drill.session.mustSucceed("flush", await drill.flush());
	for (const id of ids) drill.session.mustSucceed("delete", drill.delete(id));
	drill.session.mustSucceed("flush of deletes alone", await drill.flush());
	await drill.nextLife("after deletes alone", true);
	await drill.mustWork("after deletes alone and a power cut");
}

/** As Linux fails it: the data that could not be saved count as saved from then on. */
export const eioFlush = faultCheck(
	"faults.eio-flush",
	"A flush saves deletes alone too; one that failed stays failed until rewritten or reopened",
	"quick",
	{ on: ["flush"], error: "EIO", losesUnflushed: true },
	"no call reported an error while every flush of the device failed",
	flushDeletesAlone,
);

export const eioRead = faultCheck(
	"faults.eio-read",
	"Reads that the device fails are errors, not other data and not absent blocks",
	"ci",
	{ on: ["read"], error: "EIO" },
	"no call reported an error while every read of the device failed: it answers from memory",
);

/**
 * Each of the first requests of an initialize fails once: it may refuse, it must destroy nothing.
 */
export const failedInitialize: Check = {
	id: "faults.initialize",
	title:
		"A device that fails inside initialize: refused or opened, and all blocks are there afterwards",
	needs: [],
	hostNeeds: rigNeeds,
	deadlineMs,
	appliesTo: keepsData,
	depth: "ci",
	async run(context) {
		let refused = 0;
		const kinds: Kind[] = [
			{ on: ["read"], error: "EIO" },
			{ on: ["write"], error: "EIO" },
			{ on: ["flush"], error: "EIO" },
			{ on: ["read", "write", "flush"], error: "EIO" },
		];
		await withFaults(context, async (drill) => {
			for (const [index, kind] of kinds.entries()) {
				for (const skip of [0, 1, 2, 4]) {
					const persistent = index === kinds.length - 1;
					if (persistent && skip > 0) continue;
					await drill.closeLife();
					await drill.fault(persistent ? kind : { ...kind, skip, times: 1 });
					if (!drill.tryOpen()) refused += 1;
					await drill.fault();
					drill.openAgain(`after ${kind.error} on ${kind.on.join(", ")} inside initialize`);
				}
			}
			await drill.mustWork("after initialize met faults");
		});
		return pass(`initialize was refused ${refused} times, and every block was there each time`);
	},
};
