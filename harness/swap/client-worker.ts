import { attachRecorder } from "../ffi/index.ts";
import { runSwapClient } from "../ffi/swap-client.ts";
import type { CrewMessage } from "./finding.ts";

/** What a client's thread is started with. It binds libassay alone, never an engine. */
export interface ClientOrder {
	readonly client: number;
	readonly address: number;
	/** Undefined: nobody reads a flight recorder. */
	readonly recorderPath: string | undefined;
}

declare const self: Worker;

const tell = (message: CrewMessage) => self.postMessage(message);

self.onmessage = (event: MessageEvent<ClientOrder>) => {
	const { client, address, recorderPath } = event.data;
	try {
		// Lane 0, of the slot and of the flight recorder, is the main thread's.
		if (recorderPath !== undefined) attachRecorder(recorderPath, client + 1);
		runSwapClient(address);
		tell({ kind: "stopped" });
	} catch (error) {
		tell({ kind: "harness-error", message: (error as Error).stack ?? String(error) });
	}
};
tell({ kind: "ready" });
