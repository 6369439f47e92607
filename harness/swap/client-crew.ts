import { scriptPath } from "../contract/index.ts";
import type { SwapClients } from "../ffi/swap-client.ts";
import type { SwapPacer } from "../ffi/swap-pacer.ts";
import type { ClientOrder } from "./client-worker.ts";
import { type HostUse, hostUse } from "./host-use.ts";
import { Threads } from "./threads.ts";

/** The threads that a drill's clients run on: harness/native/swap_client.c. */
export class ClientCrew extends Threads<ClientOrder> {
	/** Of the process, when all threads run and no swap was. */
	useAtStart: HostUse | undefined;
	readonly #lanes: readonly number[];

	constructor(
		readonly clients: SwapClients,
		readonly recorderPath?: string,
		readonly pacer?: SwapPacer,
	) {
		super(scriptPath("harness/swap/client-worker.ts"));
		this.#lanes = Array.from({ length: clients.shape.clients }, (_, client) => client);
	}

	async start(): Promise<void> {
		const { clients, pacer, recorderPath } = this;
		const orders: ClientOrder[] = this.#lanes.map((client) => ({
			...{ client, address: clients.address(client), recorderPath },
		}));
		if (pacer !== undefined) {
			const client = pacer.shape.lane - 1;
			orders.push({ client, address: pacer.address, recorderPath, paced: true });
		}
		await this.begin(orders);
		this.useAtStart = hostUse();
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
		this.pacer?.stop();
		return await this.end(deadlineMs);
	}
}
