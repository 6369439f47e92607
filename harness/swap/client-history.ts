import type { History } from "../contract/index.ts";
import { monotonicNs } from "../ffi/index.ts";
import { logRowBytes, type SwapClients } from "../ffi/swap-client.ts";

/**
 * What the checkers of suites/model make of a history; the composition root lends them.
 * `undecided`: the search was given up.
 */
export type JudgeHistory = (
	history: History,
) =>
	| { readonly kind: "linearizable" }
	| { readonly kind: "violation"; readonly violation: { readonly message: string } }
	| { readonly kind: "undecided"; readonly message: string };

/** For the record. */
export interface JudgedHistory {
	readonly kind: "linearizable" | "violation" | "undecided";
	readonly operations: number;
	readonly message?: string;
	readonly tookMs: number;
}

/** [clients stopped] A second opinion on their operations: by times, and no sequence numbers. */
export function judgeClients(clients: SwapClients, judgeHistory: JudgeHistory): JudgedHistory {
	const { shape } = clients;
	const startedNs = monotonicNs();
	const blocks = shape.clients * shape.blocksPerClient;
	const history = historyOf(clients.logs(), shape.logRows, blocks);
	const judgement = judgeHistory(history);
	const tookMs = (monotonicNs() - startedNs) / 1e6;
	const judged = { kind: judgement.kind, operations: history.length, tookMs };
	if (judgement.kind === "linearizable") return judged;
	const { message } = judgement.kind === "violation" ? judgement.violation : judgement;
	return { ...judged, message };
}

/**
 * The clients' logs as one history for the checkers. Pure.
 *
 * A log that is full ends early while the others go on: nothing is known of its client's writes
 * from then on, and a read that saw one of them must not be held against the engine. So the history
 * ends where the first full log does: reads that ended by then, and changes that started by then.
 */
export function historyOf(logs: readonly DataView[], logRows: number, blocks: number): History {
	const rows = logs.flatMap((log, client) => rowsOf(log, client));
	const cutNs = Math.min(...logs.map((log) => startOfLost(log, logRows)));
	const kept = rows.filter((row) => (row.kind === 0 ? row.end : row.start) < cutNs);
	// Sequences are numbered by block; the checkers want every value once.
	const most = new Int32Array(blocks);
	for (const { block, value } of kept) most[block] = Math.max(most[block] ?? 0, value);
	const base = new Int32Array(blocks);
	for (let block = 1; block < blocks; block++) {
		base[block] = (base[block - 1] ?? 0) + (most[block - 1] ?? 0);
	}
	const uniqueValue = ({ block, value }: Row) => (value === 0 ? 0 : (base[block] ?? 0) + value);
	return {
		length: kept.length,
		block: Int32Array.from(kept, ({ block }) => block),
		kind: Uint8Array.from(kept, ({ kind }) => kind),
		value: Int32Array.from(kept, uniqueValue),
		start: Float64Array.from(kept, ({ start }) => start),
		end: Float64Array.from(kept, ({ end }) => end),
		client: Uint8Array.from(kept, ({ client }) => client),
		initial: new Int32Array(blocks),
	};
}

interface Row {
	readonly client: number;
	readonly start: number;
	readonly end: number;
	readonly block: number;
	readonly value: number;
	/** operationKinds of the contract. */
	readonly kind: number;
}

function rowsOf(log: DataView, client: number): Row[] {
	return Array.from({ length: log.byteLength / logRowBytes }, (_, row) => {
		const at = row * logRowBytes;
		return {
			client,
			start: log.getFloat64(at, true),
			end: log.getFloat64(at + 8, true),
			block: log.getInt32(at + 16, true),
			value: log.getInt32(at + 20, true),
			kind: log.getInt32(at + 24, true),
		};
	});
}

/** Whatever a full log has not, started then at the soonest: with the rest of its last batch. */
function startOfLost(log: DataView, logRows: number): number {
	const count = log.byteLength / logRowBytes;
	if (count < logRows) return Number.POSITIVE_INFINITY;
	return log.getFloat64((count - 1) * logRowBytes, true);
}
