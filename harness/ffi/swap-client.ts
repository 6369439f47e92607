import { pointer, Scratch } from "./buffer.ts";
import { bindNative } from "./native.ts";
import { slotLanes } from "./slot.ts";
import {
	type ClientFinding,
	type ClientFindingKind,
	type ClientOperation,
	clientOffset,
	clientOperations,
	clientStrideBytes,
	readFinding,
	type SwapClientsShape,
} from "./swap-client-layout.ts";

const { assay_swap_client_run, assay_swap_client_audit } = bindNative({
	assay_swap_client_run: { args: ["ptr"], returns: "void" },
	assay_swap_client_audit: { args: ["ptr"], returns: "void" },
});

const itemsPerClient = 8;
/** struct swap_row: start, end, block, value, kind. */
export const logRowBytes = 32;

type Counter = "operations" | "acknowledgements" | "reads" | ClientFindingKind;

/**
 * The clients of a swap drill and all that they share, in one piece of memory that C writes and
 * this thread looks into: see harness/native/swap_client.h. Each runs on a Worker, by its address.
 */
export class SwapClients {
	readonly #memory: Scratch;
	readonly #structs: number;
	readonly #logs: readonly Scratch[];
	readonly stallsNs: Float64Array;
	readonly timeline: Uint32Array;
	/** assay_slot_watch: where each lane is, where it is to wait, where it was at the last close. */
	readonly places: Uint32Array;
	readonly holds: Uint32Array;
	readonly placesAtClose: Uint32Array;
	readonly #control: Int32Array;

	constructor(
		readonly shape: SwapClientsShape,
		slotAddress: number,
		timelineStartNs: number,
	) {
		const { clients, blocksPerClient, blockBytes, attempts, timelineMs } = shape;
		const blocks = clients * blocksPerClient;
		const bufferBytes = clients * itemsPerClient * blockBytes;
		const stallBytes = 8 * attempts * clients;
		const stallsAt = bufferBytes + clients * clientStrideBytes;
		const integers = 3 * blocks + timelineMs + 3 * slotLanes + 2;
		this.#memory = new Scratch(stallsAt + stallBytes + 4 * integers);
		this.#structs = bufferBytes;
		this.#logs = (shape.logRows > 0 ? this.#lanes : []).map(
			() => new Scratch(shape.logRows * logRowBytes),
		);
		const { buffer } = this.#memory.bytes;
		this.stallsNs = new Float64Array(buffer, stallsAt, attempts * clients);
		let at = stallsAt + stallBytes;
		const take = (length: number): Uint32Array => {
			const view = new Uint32Array(buffer, at, length);
			at += 4 * length;
			return view;
		};
		const [submitted, acknowledged, seen] = [take(blocks), take(blocks), take(blocks)];
		this.timeline = take(timelineMs);
		this.places = take(slotLanes);
		this.holds = take(slotLanes);
		this.placesAtClose = take(slotLanes);
		this.#control = new Int32Array(buffer, at, 2);
		const address = (view: { byteOffset: number }) => this.#memory.address + view.byteOffset;
		for (const client of this.#lanes) {
			const values: Record<string, number> = {
				slot: slotAddress,
				buffer: this.#memory.address + client * itemsPerClient * blockBytes,
				submitted: address(submitted),
				acknowledged: address(acknowledged),
				seen: address(seen),
				control: address(this.#control),
				stalls: address(this.stallsNs),
				timeline: address(this.timeline),
				log: this.#logs[client]?.address ?? 0,
				firstId: shape.firstId,
			};
			for (const [name, value] of Object.entries(values)) {
				this.#memory.view.setBigUint64(this.#at(client, name), BigInt(value), true);
			}
			this.#memory.view.setFloat64(this.#at(client, "timelineStartNs"), timelineStartNs, true);
			this.#setWords(client, blocks);
		}
	}

	get watchAddress(): number {
		return this.#memory.address + this.places.byteOffset;
	}

	/** For the Worker that is to be this client. */
	address(client: number): number {
		return this.#memory.address + this.#structs + client * clientStrideBytes;
	}

	/** Odd while a swap hands over. */
	set phase(value: number) {
		Atomics.store(this.#control, 0, value);
	}

	/** What the clients do from their next operation on. */
	allow(operations: readonly ClientOperation[]): void {
		const mask = maskOf(operations);
		for (const client of this.#lanes) {
			this.#memory.view.setUint32(this.#at(client, "operationMask"), mask, true);
		}
	}

	stop(): void {
		Atomics.store(this.#control, 1, 1);
	}

	/** All clients have read and rest blocks for this phase, in which the old engine may end. */
	rested(phase: number): boolean {
		const { view } = this.#memory;
		return this.#lanes.every(
			(client) => view.getUint32(this.#at(client, "restedPhase"), true) >= phase,
		);
	}

	/** Of all clients. */
	count(name: Counter): number {
		return this.#lanes.reduce((sum, client) => sum + this.countOf(client, name), 0);
	}

	countOf(client: number, name: Counter): number {
		return this.#memory.view.getFloat64(this.#at(client, name), true);
	}

	/** The first finding of each client that has one. */
	findings(): ClientFinding[] {
		const { firstId } = this.shape;
		return this.#lanes.flatMap((client) =>
			readFinding(firstId, (name) => this.#memory.view.getInt32(this.#at(client, name), true)),
		);
	}

	/** [clients stopped] Reads every block and judges it. */
	audit(): void {
		assay_swap_client_audit(pointer(this.address(0)));
	}

	/** [clients stopped] What each client did and saw: struct swap_row, one after the other. */
	logs(): DataView[] {
		return this.#logs.map(({ bytes }, client) => {
			const rows = this.#memory.view.getUint32(this.#at(client, "logRows"), true);
			return new DataView(bytes.buffer, 0, rows * logRowBytes);
		});
	}

	free(): void {
		for (const log of this.#logs) log.free();
		this.#memory.free();
	}

	get #lanes(): number[] {
		return Array.from({ length: this.shape.clients }, (_, client) => client);
	}

	#at(client: number, name: string): number {
		return this.#structs + client * clientStrideBytes + clientOffset(name);
	}

	#setWords(client: number, blocks: number): void {
		const { shape } = this;
		const values: Record<string, number> = {
			client,
			clients: shape.clients,
			blocks,
			blockBytes: shape.blockBytes,
			epoch: shape.epoch,
			absentReadsZeros: shape.absentReadsZeros ? 1 : 0,
			operationMask: maskOf(shape.operations),
			queueDepth: shape.queueDepth,
			// xorshift never leaves 0.
			random: (Math.imul(shape.seed + client + 1, 0x9e3779b1) >>> 0) | 1,
			attempts: shape.attempts,
			buckets: shape.timelineMs,
			logCapacity: shape.logRows,
		};
		for (const [name, value] of Object.entries(values)) {
			this.#memory.view.setUint32(this.#at(client, name), value >>> 0, true);
		}
	}
}

const maskOf = (operations: readonly ClientOperation[]): number =>
	operations.reduce((bits, name) => bits | (1 << (clientOperations.indexOf(name) + 1)), 0);

/** Runs the client at that address on this thread, until the drill is stopped. */
export function runSwapClient(address: number): void {
	assay_swap_client_run(pointer(address));
}
