import { bindNative } from "./native.ts";

const { assay_swap_client_bytes } = bindNative({
	assay_swap_client_bytes: { args: [], returns: "u32" },
});

/** In the order of enum swap_operation in harness/native/swap_client.h, from 1. */
export const clientOperations = [
	"write",
	"read",
	"delete",
	"flush",
	"write-batch",
	"read-batch",
	"lease",
	"queue",
] as const;
export type ClientOperation = (typeof clientOperations)[number];

/** In the order of enum swap_stage, from 1. */
export const clientStages = ["before", "submitted", "completed", "acknowledged"] as const;
export type ClientStage = (typeof clientStages)[number];

/** In the order of enum swap_finding, from 1. */
const clientFindings = ["lost", "duplicated", "torn", "wrong", "error"] as const;
export type ClientFindingKind = (typeof clientFindings)[number];

/** struct assay_swap_client: addresses and doubles of 8 bytes, then words of 4. */
const wide = [
	"slot",
	"buffer",
	"submitted",
	"acknowledged",
	"seen",
	"control",
	"stalls",
	"timeline",
	"log",
]
	.concat(["timelineStartNs", "acknowledgedNs", "operations", "acknowledgements", "reads"])
	.concat(["findings", ...clientFindings, "firstId"]);
const setup = ["client", "clients", "blocks", "blockBytes", "epoch", "absentReadsZeros"]
	.concat(["operationMask", "queueDepth", "random", "attempts", "buckets", "logCapacity"])
	.concat([
		"acknowledgedPhase",
		"verifiedPhase",
		"lastBlock",
		"beforeBlock",
		"resting",
		"restedPhase",
		"logRows",
	]);
const firstFound = [
	"finding",
	"findingOperation",
	"findingBlock",
	"findingStatus",
	"findingLow",
].concat(["findingHigh", "findingFound", "findingMismatch", "findingPhase"]);
const words = [...setup, ...firstFound];
const structBytes = 8 * wide.length + 4 * words.length;
if (assay_swap_client_bytes() !== structBytes) {
	throw new Error(
		`struct assay_swap_client has ${assay_swap_client_bytes()} bytes, not ${structBytes}: ` +
			"swap-client-layout.ts and swap_client.h differ",
	);
}

/** Bytes from one client's struct to the next: no cache line is shared. */
export const clientStrideBytes = Math.ceil(structBytes / 128) * 128;

/** Where a field is in the struct. */
export function clientOffset(name: string): number {
	if (wide.includes(name)) return 8 * wide.indexOf(name);
	if (words.includes(name)) return 8 * wide.length + 4 * words.indexOf(name);
	throw new Error(`struct assay_swap_client has no ${name}`);
}

export interface SwapClientsShape {
	readonly clients: number;
	readonly blocksPerClient: number;
	readonly blockBytes: number;
	readonly firstId: number;
	/** Hand-overs whose stalls are kept. */
	readonly attempts: number;
	/** Milliseconds of acknowledgements that are kept, counted round; 0: none. */
	readonly timelineMs: number;
	/** Operations of each client that are kept for the history checkers; 0: none. */
	readonly logRows: number;
	readonly operations: readonly ClientOperation[];
	readonly queueDepth: number;
	readonly absentReadsZeros: boolean;
	readonly epoch: number;
	readonly seed: number;
}

/** The first thing that a client found. */
export interface ClientFinding {
	readonly kind: ClientFindingKind;
	readonly operation: ClientOperation;
	readonly id: number;
	readonly status: number;
	/** What was acknowledged or seen before, and submitted by the end. */
	readonly low: number;
	readonly high: number;
	readonly found: number;
	readonly mismatch: number;
	readonly phase: number;
}

/** The finding in a client's words: none or one. */
export function readFinding(firstId: number, word: (name: string) => number): ClientFinding[] {
	const kind = clientFindings[word("finding") - 1];
	const operation = clientOperations[word("findingOperation") - 1];
	if (kind === undefined || operation === undefined) return [];
	const status = word("findingStatus");
	const [low, high] = [word("findingLow"), word("findingHigh")];
	const found = word("findingFound");
	const mismatch = word("findingMismatch");
	const [id, phase] = [firstId + word("findingBlock"), word("findingPhase")];
	return [{ kind, operation, id, status, low, high, found, mismatch, phase }];
}
