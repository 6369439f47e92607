import type { Capability, EngineFile, HostJob, SwapDrill } from "../contract/index.ts";
import {
	type ClientOperation,
	clientOperations,
	type SwapClientsShape,
} from "../ffi/swap-client-layout.ts";
import type { PacerShape } from "../ffi/swap-pacer.ts";

/** What an operation needs of an engine; the others every engine has. */
const needs: Partial<Record<ClientOperation, Capability>> = {
	"write-batch": "batch",
	"read-batch": "batch",
	lease: "lease",
	queue: "queue",
};

/** What both offer: whichever serves when a client comes. */
export function operationsOf(engines: readonly EngineFile[]): ClientOperation[] {
	return clientOperations.filter((operation) => {
		const need = needs[operation];
		return engines.every(
			({ descriptor }) => need === undefined || descriptor.capabilities.includes(need),
		);
	});
}

/** Milliseconds of acknowledgements that are kept. */
const timelineMs = 1 << 16;
const queueDepthMax = 8;
/** Of each client: a drill's whole history, unless the engine is very fast. */
const logRows = 1 << 16;
/** Where clients can be held one at a time only, every moment takes more swaps than were asked. */
export const swapsPerAskedMax = 4;

export function clientsShape(job: HostJob, drill: SwapDrill, next: EngineFile): SwapClientsShape {
	const blocks = drill.writers * drill.blocksPerWriter;
	const { queue_depth: depth } = job.engineConfig;
	return {
		clients: drill.writers,
		blocksPerClient: drill.blocksPerWriter,
		blockBytes: job.blockBytes,
		// Two more behind them are the fence's and the pacer's.
		firstId: job.seed % (job.capacityBlocks - blocks - 1),
		// Beside the swaps each rehearsal, twice, and as often back again.
		attempts: drill.swaps * swapsPerAskedMax + 12,
		timelineMs,
		logRows,
		operations: operationsOf([job.engine, next]),
		queueDepth: Math.min(queueDepthMax, typeof depth === "number" ? depth : queueDepthMax),
		absentReadsZeros: [job.engine, next].some(({ descriptor }) =>
			descriptor.guarantees.includes("absent-reads-zeros"),
		),
		epoch: job.seed >>> 0,
		seed: job.seed,
	};
}

/** A write every millisecond: several while the gate is closed, and not much load of its own. */
const pacedPerSecond = 1000;
const pacedRows = 1 << 16;

/** The open-loop caller beside the clients. */
export function pacerShape(shape: SwapClientsShape, slotAddress: number): PacerShape {
	const { firstId, clients, blocksPerClient, blockBytes, epoch } = shape;
	return {
		slotAddress,
		// Lane 0 is the main thread's.
		lane: clients + 1,
		// After the fence's.
		blockId: firstId + clients * blocksPerClient + 1,
		...{ blockBytes, epoch, perSecond: pacedPerSecond, rows: pacedRows },
	};
}
