import { operationKinds } from "../contract/index.ts";
import { allocateGuarded, calls, monotonicNs, pointer } from "../ffi/index.ts";
import type { Client } from "./client.ts";
import { enoent } from "./client-log.ts";

const eagain = -11;

/** Single calls of one client, each with buffers of its own against an unmapped page. */
export class SingleCalls {
	readonly #client: Client;
	readonly #table;
	readonly #source;
	readonly #sink;

	constructor(client: Client) {
		this.#client = client;
		this.#table = pointer(client.job.table);
		this.#source = allocateGuarded(client.job.blockBytes, "end");
		this.#sink = allocateGuarded(client.job.blockBytes, "end");
	}

	read(block: number): void {
		const { address, bytes } = this.#sink;
		const id = BigInt(this.#client.idOf(block));
		bytes.fill(0xa5);
		const startNs = monotonicNs();
		const status = calls.assay_read(this.#table, id, pointer(address), this.#client.job.blockBytes);
		const endNs = monotonicNs();
		this.#client.addRead(block, status, bytes, address, startNs, endNs);
	}

	write(block: number): void {
		const { address, bytes } = this.#source;
		const id = BigInt(this.#client.idOf(block));
		const value = this.#client.nextValue();
		this.#client.stamp(address, block, value);
		const startNs = monotonicNs();
		const status = calls.assay_write(
			this.#table,
			id,
			pointer(address),
			this.#client.job.blockBytes,
		);
		const endNs = monotonicNs();
		this.#client.log.addWrite(block, value, status, startNs, endNs);
		// The buffer is ours again: an engine that still reads from it stores what was never written.
		bytes.fill(0xee);
	}

	delete(block: number): void {
		const id = BigInt(this.#client.idOf(block));
		const startNs = monotonicNs();
		const status = calls.assay_delete(this.#table, id);
		this.#client.log.addDelete(block, status, startNs, monotonicNs());
	}

	flush(block: number): void {
		const status = calls.assay_flush(this.#table);
		if (status !== 0) this.#client.log.problem({ block, message: `flush returned ${status}` });
	}

	/** A lease keeps its contents while this and the other clients go on. */
	lease(block: number): void {
		const { log, out, group } = this.#client;
		const id = BigInt(this.#client.idOf(block));
		const startNs = monotonicNs();
		const status = calls.assay_lease(this.#table, id, pointer(out.address));
		const endNs = monotonicNs();
		if (status === eagain) return;
		if (status === enoent) return log.add(block, operationKinds.read, 0, startNs, endNs);
		if (status !== 0) return log.problem({ block, message: `lease returned ${status}` });
		const address = Number(out.view.getBigUint64(0, true));
		const bytes = group.view(address);
		this.#client.addRead(block, 0, bytes, address, startNs, endNs);
		const before = Bun.hash(bytes);
		this.write(block);
		this.read(this.#client.random(this.#client.job.blocks.length));
		if (Bun.hash(bytes) !== before) {
			log.problem({
				block,
				message: "a leased block changed before its release",
				startNs,
				endNs: monotonicNs(),
				bytes: bytes.slice(),
			});
		}
		const released = calls.assay_release(this.#table, pointer(address));
		if (released !== 0) log.problem({ block, message: `release returned ${released}` });
	}

	/** A lease is the engine's, and no thread's: whoever has the pointer gives it back. */
	release(address: number): void {
		if (address !== 0) this.handed(calls.assay_release(this.#table, pointer(address)));
	}

	/** How the engine answered that. */
	handed(status: number): void {
		if (status === 0) return;
		const message = `release of a lease that another thread took returned ${status}`;
		this.#client.log.problem({ block: 0, message });
	}

	free(): void {
		this.#source.free();
		this.#sink.free();
	}
}
