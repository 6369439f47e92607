import { pointer, Scratch } from "./buffer.ts";
import { bindNative } from "./native.ts";
import { slotLanes } from "./slot.ts";
import {
	type ClientFinding,
	type ClientFindingKind,
	type ClientOperation,
	clientFindings,
	clientOffset,
	clientOperations,
	clientStrideBytes,
	type SwapClientsShape,
} from "./swap-client-layout.ts";

const { assay_swap_client_run, assay_swap_client_audit } = bindNative({
	assay_swap_client_run: { args: ["ptr"], returns: "void" },
	assay_swap_client_audit: { args: ["ptr"], returns: "void" },
});

const itemsPerClient = 8;

type Counter = "operations" | "acknowledgements" | "reads" | ClientFindingKind;

/**
 * The clients of a swap drill and all that they share, in one piece of memory that C writes and
 * this thread looks into: see harness/native/swap_client.h. Each runs on a Worker, by its address.
 */
export class SwapClients {
	readonly #memory: Scratch;
	readonly #structs: number;
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
		const stride = clientStrideBytes;
		const stallBytes = 8 * attempts * clients;
		const integers = 3 * blocks + timelineMs + 3 * slotLanes + 2;
		this.#memory = new Scratch(bufferBytes + clients * stride + stallBytes + 4 * integers);
		this.#structs = bufferBytes;
		const { buffer } = this.#memory.bytes;
		const stallsAt = bufferBytes + clients * stride;
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
		for (let client = 0; client < clients; client++) {
			const values: Record<string, number> = {
				slot: slotAddress,
				buffer: this.#memory.address + client * itemsPerClient * blockBytes,
				submitted: address(submitted),
				acknowledged: address(acknowledged),
				seen: address(seen),
				control: address(this.#control),
				stalls: address(this.stallsNs),
				timeline: address(this.timeline),
				firstId: shape.firstId,
			};
			for (const [name, value] of Object.entries(values)) {
				this.#memory.view.setBigUint64(this.#at(client, name), BigInt(value), true);
			}
			this.#memory.view.setFloat64(this.#at(client, "timelineStartNs"), timelineStartNs, true);
			this.#setWords(client, blocks);
		}
	}

	/** For EngineSlot.observe. */
	get watchAddress(): number {
		return this.#memory.address + this.places.byteOffset;
	}

	/** For the Worker that is to be this client. */
	address(client: number): number {
		return this.#memory.address + this.#structs + client * clientStrideBytes;
	}

	get phase(): number {
		return Atomics.load(this.#control, 0);
	}
	set phase(value: number) {
		Atomics.store(this.#control, 0, value);
	}

	/** What the clients do from their next operation on. */
	allow(operations: readonly ClientOperation[]): void {
		for (let client = 0; client < this.shape.clients; client++) {
			const at = this.#at(client, "operationMask");
			this.#memory.view.setUint32(at, maskOf(operations), true);
		}
	}

	stop(): void {
		Atomics.store(this.#control, 1, 1);
	}

	/** All clients have read and rest blocks for this phase, in which the old engine may end. */
	rested(phase: number): boolean {
		const { view } = this.#memory;
		const lanes = Array.from({ length: this.shape.clients }, (_, client) => client);
		return lanes.every((client) => view.getUint32(this.#at(client, "restedPhase"), true) >= phase);
	}

	/** Of all clients. */
	count(name: Counter): number {
		let sum = 0;
		for (let client = 0; client < this.shape.clients; client++) sum += this.countOf(client, name);
		return sum;
	}

	countOf(client: number, name: Counter): number {
		return this.#memory.view.getFloat64(this.#at(client, name), true);
	}

	/** The first finding of each client that has one. */
	findings(): ClientFinding[] {
		return Array.from({ length: this.shape.clients }, (_, client) => client).flatMap((client) => {
			const word = (name: string) => this.#memory.view.getInt32(this.#at(client, name), true);
			const kind = clientFindings[word("finding") - 1];
			const operation = clientOperations[word("findingOperation") - 1];
			if (kind === undefined || operation === undefined) return [];
			return {
				kind,
				operation,
				id: this.shape.firstId + word("findingBlock"),
				status: word("findingStatus"),
				low: word("findingLow"),
				high: word("findingHigh"),
				found: word("findingFound"),
				mismatch: word("findingMismatch"),
				phase: word("findingPhase"),
			};
		});
	}

	/** [clients stopped] Reads every block and judges it. */
	audit(): void {
		assay_swap_client_audit(pointer(this.address(0)));
	}

	free(): void {
		this.#memory.free();
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
