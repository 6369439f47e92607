import { scriptPath } from "../contract/index.ts";
import type { SwapClients } from "../ffi/swap-client.ts";
import type { ClientMessage, ClientOrder } from "./client-worker.ts";
import { until } from "./crew.ts";

const startMs = 30_000;

/** The Workers that a drill's clients run on: harness/native/swap_client.c. */
export class ClientCrew {
	readonly #workers: Worker[] = [];
	#ready = 0;
	#stopped = 0;
	#broken: string | undefined;

	constructor(
		readonly clients: SwapClients,
		readonly recorderPath?: string,
	) {}

	/** All at once, when each of them has loaded its code. */
	async start(): Promise<void> {
		const count = this.clients.shape.clients;
		for (let client = 0; client < count; client++) this.#workers.push(this.#hire());
		if (!(await until(() => this.#ready === count || this.#broken !== undefined, startMs))) {
			throw new Error(`only ${this.#ready} of ${count} Workers started in ${startMs / 1000} s`);
		}
		this.check();
		for (const [client, worker] of this.#workers.entries()) {
			const { recorderPath } = this;
			const address = this.clients.address(client);
			worker.postMessage({ client, address, recorderPath } satisfies ClientOrder);
		}
	}

	/** Threads were started that have not come back. */
	get working(): boolean {
		return this.#stopped < this.#workers.length;
	}

	/** A failure of the harness in one of the threads is a failure of the drill's own. */
	check(): void {
		if (this.#broken !== undefined) throw new Error(`a Worker of the drill: ${this.#broken}`);
	}

	/** Each client has done so many operations more; false when one has not in that time. */
	async underWay(operations: number, deadlineMs: number): Promise<boolean> {
		const { clients } = this;
		const lanes = Array.from({ length: clients.shape.clients }, (_, client) => client);
		const goals = lanes.map((client) => clients.countOf(client, "operations") + operations);
		const moved = () =>
			lanes.every((client) => clients.countOf(client, "operations") >= (goals[client] ?? 0));
		const done = await until(() => moved() || this.#broken !== undefined, deadlineMs);
		this.check();
		return done;
	}

	/** Lets all finish their operation; false when one did not come back. */
	async stop(deadlineMs: number): Promise<boolean> {
		this.clients.stop();
		const stopped = await until(() => !this.working || this.#broken !== undefined, deadlineMs);
		this.check();
		return stopped;
	}

	/** Ends the threads that stopped; one that is stuck in an engine can't be ended. */
	dismiss(): void {
		for (const worker of this.#workers) worker.terminate();
	}

	#hire(): Worker {
		const worker = new Worker(scriptPath("harness/swap/client-worker.ts"));
		worker.onmessage = (event: MessageEvent<ClientMessage>) => {
			const { data } = event;
			if (data.kind === "ready") this.#ready++;
			else if (data.kind === "stopped") this.#stopped++;
			else this.#broken ??= data.message;
		};
		worker.onerror = (event) => {
			this.#broken ??= event.message;
		};
		return worker;
	}
}
