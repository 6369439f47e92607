import { attachRecorder } from "../ffi/index.ts";
import { runSwapClient } from "../ffi/swap-client.ts";
import { runSwapPacer } from "../ffi/swap-pacer.ts";
import type { CrewMessage } from "./finding.ts";

/** What a client's thread is started with. It binds libassay alone, never an engine. */
export interface ClientOrder {
	readonly client: number;
	/** The one that writes at a rate, not in a loop: its address is a pacer's. */
	readonly paced?: boolean;
	readonly address: number;
	/** Undefined: nobody reads a flight recorder. */
	readonly recorderPath: string | undefined;
}

declare const self: Worker;

const tell = (message: CrewMessage) => self.postMessage(message);

self.onmessage = (event: MessageEvent<ClientOrder>) => {
	const { client, address, recorderPath, paced } = event.data;
	try {
		// Lane 0, of the slot and of the flight recorder, is the main thread's.
		if (recorderPath !== undefined) attachRecorder(recorderPath, client + 1);
		if (paced) runSwapPacer(address);
		else runSwapClient(address);
		tell({ kind: "stopped" });
	} catch (error) {
		tell({ kind: "harness-error", message: (error as Error).stack ?? String(error) });
	}
};
tell({ kind: "ready" });
