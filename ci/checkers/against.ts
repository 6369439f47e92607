import { type History, withoutMissedDeletes } from "../../suites/model/history.ts";
import { simulateHistory } from "../../suites/model/history-simulate.ts";
import { checkBySearch } from "../../suites/model/wgl.ts";
import { checkZones } from "../../suites/model/zones.ts";
import { type Peer, runPorcupine } from "./porcupine.ts";
import { bestSeconds, judged, type Row } from "./row.ts";

/** What both judge. `timeoutSeconds`: the peer's; beyond it the ratio is a bound. */
interface Contest {
	readonly what: string;
	readonly history: History;
	readonly ours: (history: History) => string;
	readonly ratioWanted: number;
	readonly timeoutSeconds: number;
	readonly times: number;
}

function contests(timeoutSeconds: number): Contest[] {
	const keyValue = { operations: 40_000, clients: 8, blocks: 64, writePercent: 45 };
	return [
		{
			what: "zones against Porcupine, 1 block, 50 clients, 5,000 operations",
			history: simulateHistory({ operations: 5000, clients: 50, blocks: 1, seed: 1 }),
			ours: (history) => checkZones(history).judgement.kind,
			ratioWanted: 100,
			timeoutSeconds,
			times: 1,
		},
		{
			what: "search against Porcupine, 64 keys, 8 clients, 40,000 operations",
			history: simulateHistory({ ...keyValue, seed: 2 }),
			ours: (history) => checkBySearch(history).kind,
			ratioWanted: 1,
			timeoutSeconds,
			times: 5,
		},
		{
			what: "search against Porcupine, the same with deletes",
			history: simulateHistory({ ...keyValue, deletePercent: 10, seed: 3 }),
			ours: (history) => checkBySearch(history).kind,
			ratioWanted: 1,
			timeoutSeconds,
			times: 5,
		},
	];
}

/** One processor each, since ours uses one. The best of the times of each. */
export async function peerRows(peer: Peer, timeoutSeconds: number): Promise<Row[]> {
	const rows: Row[] = [];
	for (const contest of contests(timeoutSeconds)) {
		const wanted = `>= ${contest.ratioWanted} x`;
		if (!peer.ok) {
			const { what } = contest;
			rows.push({ what, measured: peer.reason, wanted, verdict: "could-not-run" });
			continue;
		}
		rows.push(await rowOf(contest, peer.program, wanted));
	}
	return rows;
}

async function rowOf(contest: Contest, program: string, wanted: string): Promise<Row> {
	const { what, times, timeoutSeconds, ratioWanted } = contest;
	// A delete that finds nothing is a read of absence to both.
	const history = withoutMissedDeletes(contest.history);
	const ours = bestSeconds(Math.max(5, times), () => {
		const kind = contest.ours(history);
		if (kind !== "linearizable") throw new Error(`${what}: judged ${kind}`);
	});
	const theirs = await runPorcupine(program, history, { times, timeoutSeconds, processors: 1 });
	if (theirs.result === "Illegal") throw new Error(`${what}: Porcupine refuses a sound history`);
	const theirSeconds = Math.min(...theirs.seconds);
	const ratio = theirSeconds / ours;
	const undecided = theirs.result === "Unknown";
	const their = undecided
		? `undecided after ${theirSeconds.toFixed(0)} s`
		: `${(1000 * theirSeconds).toFixed(1)} ms`;
	const measured =
		`${undecided ? "> " : ""}${ratio.toFixed(ratio < 10 ? 2 : 0)} x ` +
		`(${(1000 * ours).toFixed(1)} ms, Porcupine ${their})`;
	return judged(what, measured, wanted, ratio >= ratioWanted);
}
