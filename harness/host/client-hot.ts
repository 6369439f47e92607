import { operationKinds as kinds } from "../contract/index.ts";
import { allocateGuarded, ClientLoop, type OddOperation } from "../ffi/index.ts";
import type { Client } from "./client.ts";
import { viewColumns } from "./client-job.ts";

/** A client of reads, writes and deletes alone: its loop is in C, what it finds odd comes here. */
export class HotCalls {
	readonly #client: Client;
	readonly #source;
	readonly #sink;
	readonly #loop: ClientLoop;

	constructor(client: Client) {
		const { job } = client;
		this.#client = client;
		this.#source = allocateGuarded(job.blockBytes, "end");
		this.#sink = allocateGuarded(job.blockBytes, "end");
		this.#loop = new ClientLoop({
			engine: job.table,
			source: this.#source.address,
			sink: this.#sink.address,
			ids: job.blocks,
			columns: viewColumns(job.columns),
			untilNs: job.untilNs,
			blockBytes: job.blockBytes,
			writer: job.client + 1,
			epoch: job.epoch,
			nextValue: client.nextValue(),
			valueStride: job.clients,
			// Not 0, which xorshift keeps.
			random: 1 + client.random(2 ** 31),
			weights: job.mix,
		});
	}

	/** Until the steps or the time are over. */
	run(steps: number): void {
		const { log } = this.#client;
		for (let made = 0; made < steps; ) {
			this.#loop.rows = log.rows;
			const { done, odd } = this.#loop.run(steps - made);
			log.rows = this.#loop.rows;
			made += done;
			if (odd === undefined) return;
			this.#judge(odd);
		}
	}

	#judge({ kind, block, status, value, startNs, endNs }: OddOperation): void {
		const { log } = this.#client;
		switch (kind) {
			case kinds.read: {
				const { bytes, address } = this.#sink;
				return this.#client.addRead(block, status, bytes, address, startNs, endNs);
			}
			case kinds.write:
				return log.addWrite(block, value, status, startNs, endNs);
			default:
				return log.addDelete(block, status, startNs, endNs);
		}
	}

	free(): void {
		this.#loop.free();
		this.#source.free();
		this.#sink.free();
	}
}
