import type { ClientMix } from "../../harness/contract/index.ts";

/** A client's mix in which nothing happens yet. */
export const noOperations: ClientMix = {
	read: 0,
	write: 0,
	delete: 0,
	readBatch: 0,
	writeBatch: 0,
	lease: 0,
	queue: 0,
	flush: 0,
	telemetry: 0,
};
