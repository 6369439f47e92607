import { ptr } from "bun:ffi";
import { Scratch } from "./buffer.ts";
import { operationsDone, startLoop } from "./crew.ts";

/** In the order of struct assay_client in harness/native/client.h. */
const addresses = ["engine", "source", "sink", "ids", "block", "kind", "value", "start", "end"];
const wide = ["oddStart", "oddEnd", "untilNs", "leased", "leasedBytes", "handed"];
const words = [
	"oddKind",
	"oddBlock",
	"oddStatus",
	"oddValue",
	"rows",
	"capacity",
	"blocks",
	"blockBytes",
	"writer",
	"epoch",
	"nextValue",
	"valueStride",
	"random",
	"readWeight",
	"writeWeight",
	"deleteWeight",
	"leaseWeight",
	"flushWeight",
	"absentReadsZeros",
	"leasedBlock",
	"leasedWriter",
	"leasedValue",
];
/** Set by the loop alone. */
const ownWords = new Set(["leasedBlock", "leasedWriter", "leasedValue"]);
const offsets = new Map([
	...[...addresses, ...wide].map((name, at) => [name, 8 * at] as const),
	...words.map((name, at) => [name, 8 * (addresses.length + wide.length) + 4 * at] as const),
]);
const structBytes = 8 * (addresses.length + wide.length) + 4 * words.length;
const nothingOdd = 0xffffffff;

export interface ClientLoopSetup {
	/** Addresses. */
	readonly engine: number;
	readonly source: number;
	readonly sink: number;
	readonly ids: readonly number[];
	readonly columns: {
		readonly block: Int32Array;
		readonly kind: Uint8Array;
		readonly value: Int32Array;
		readonly start: Float64Array;
		readonly end: Float64Array;
	};
	readonly untilNs: number;
	/** Address of a lease that another thread took, to be released first; 0: none. */
	readonly handed: number;
	readonly blockBytes: number;
	readonly writer: number;
	readonly epoch: number;
	readonly nextValue: number;
	readonly valueStride: number;
	readonly random: number;
	readonly weights: Readonly<Record<"read" | "write" | "delete" | "lease" | "flush", number>>;
	readonly absentReadsZeros: boolean;
}

/** The operation that the loop leaves to its caller: it was made, and is not in the log. */
export interface OddOperation {
	readonly kind: number;
	readonly block: number;
	readonly status: number;
	readonly value: number;
	readonly startNs: number;
	readonly endNs: number;
}

/** Kinds beside those of a history: what was odd about a lease. */
export const leaseKinds = { lease: 4, leaseChanged: 5, release: 6 } as const;
export const flushKind = 7;
/** The release of a lease that another thread took. */
export const handedKind = 8;

/**
 * Reads, writes, deletes, leases and flushes in C, on a thread of its own: see harness/native,
 * client.c and crew.c.
 */
export class ClientLoop {
	readonly #struct = new Scratch(structBytes);
	readonly #ids: Scratch;
	/** Held, so that the memory that C writes into stays. */
	readonly #columns: ClientLoopSetup["columns"];

	constructor(setup: ClientLoopSetup) {
		this.#columns = setup.columns;
		this.#ids = new Scratch(8 * setup.ids.length);
		for (const [at, id] of setup.ids.entries()) {
			this.#ids.view.setBigUint64(8 * at, BigInt(id), true);
		}
		const places = { ...setup, ids: this.#ids.address, ...this.#addressesOfColumns() };
		for (const name of addresses) this.#setWide(name, BigInt(Reflect.get(places, name)));
		this.#setWide("untilNs", BigInt(Math.max(0, Math.floor(setup.untilNs))));
		this.#setWide("handed", BigInt(setup.handed));
		const { weights, ids, columns } = setup;
		const numbers = {
			...setup,
			rows: 0,
			capacity: columns.block.length,
			blocks: ids.length,
			readWeight: weights.read,
			writeWeight: weights.write,
			deleteWeight: weights.delete,
			leaseWeight: weights.lease,
			flushWeight: weights.flush,
			absentReadsZeros: setup.absentReadsZeros ? 1 : 0,
		};
		for (const name of words.slice(4)) {
			if (!ownWords.has(name)) this.#setWord(name, Reflect.get(numbers, name));
		}
	}

	#addressesOfColumns(): Record<string, number> {
		const entries = Object.entries(this.#columns);
		return Object.fromEntries(entries.map(([name, column]) => [name, Number(ptr(column))]));
	}

	#at(name: string): number {
		const offset = offsets.get(name);
		if (offset === undefined) throw new Error(`struct assay_client has no ${name}`);
		return offset;
	}

	#setWide(name: string, value: bigint): void {
		this.#struct.view.setBigUint64(this.#at(name), value, true);
	}

	#setWord(name: string, value: number): void {
		this.#struct.view.setUint32(this.#at(name), value >>> 0, true);
	}

	#word(name: string): number {
		return this.#struct.view.getUint32(this.#at(name), true);
	}

	/** Rows of the log so far; the caller appends there, too, and says so. */
	get rows(): number {
		return this.#word("rows");
	}

	set rows(count: number) {
		this.#setWord("rows", count);
	}

	/** Address of the lease that is out, or that is odd; 0 when there is none. */
	get leased(): number {
		return Number(this.#struct.view.getBigUint64(this.#at("leased"), true));
	}

	get leasedBytes(): number {
		return Number(this.#struct.view.getBigUint64(this.#at("leasedBytes"), true));
	}

	/** The caller has dealt with an odd lease. */
	forgetLease(): void {
		this.#setWide("leased", 0n);
	}

	/**
	 * Thread `seat` begins with up to `steps` operations, ending early at an odd one or when the time
	 * is over; `lane` is the address of its lane of the flight recorder.
	 */
	start(seat: number, steps: number, lane: number, gate: Scratch | undefined): void {
		this.#setWord("oddKind", nothingOdd);
		startLoop(seat, this.#struct.address, steps, lane, gate);
	}

	/** What the thread did; undefined while it is under way, and the struct is C's. */
	taken(seat: number): { done: number; odd: OddOperation | undefined } | undefined {
		const done = operationsDone(seat);
		if (done === undefined) return undefined;
		if (this.#word("oddKind") === nothingOdd) return { done, odd: undefined };
		const { view } = this.#struct;
		const odd = {
			kind: this.#word("oddKind"),
			block: this.#word("oddBlock"),
			status: view.getInt32(this.#at("oddStatus"), true),
			value: this.#word("oddValue"),
			startNs: view.getFloat64(this.#at("oddStart"), true),
			endNs: view.getFloat64(this.#at("oddEnd"), true),
		};
		return { done, odd };
	}

	free(): void {
		this.#struct.free();
		this.#ids.free();
	}
}
