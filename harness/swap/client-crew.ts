import { scriptPath } from "../contract/index.ts";
import type { SwapClients } from "../ffi/swap-client.ts";
import type { ClientOrder } from "./client-worker.ts";
import { Threads } from "./threads.ts";

/** The threads that a drill's clients run on: harness/native/swap_client.c. */
export class ClientCrew extends Threads<ClientOrder> {
	readonly #lanes: readonly number[];

	constructor(
		readonly clients: SwapClients,
		readonly recorderPath?: string,
	) {
		super(scriptPath("harness/swap/client-worker.ts"));
		this.#lanes = Array.from({ length: clients.shape.clients }, (_, client) => client);
	}

	async start(): Promise<void> {
		const { clients, recorderPath } = this;
		await this.begin(
			this.#lanes.map((client) => ({ client, address: clients.address(client), recorderPath })),
		);
	}

	/** Each client has done so many operations more; false when one has not in that time. */
	async underWay(operations: number, deadlineMs: number): Promise<boolean> {
		const { clients } = this;
		const goals = this.#lanes.map((client) => clients.countOf(client, "operations") + operations);
		const moved = () =>
			goals.every((goal, client) => clients.countOf(client, "operations") >= goal);
		return await this.reach(moved, deadlineMs);
	}

	/** Lets all finish their operation; false when one did not come back. */
	async stop(deadlineMs: number): Promise<boolean> {
		this.clients.stop();
		return await this.end(deadlineMs);
	}
}
