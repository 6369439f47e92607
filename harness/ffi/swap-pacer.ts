import { pointer, Scratch } from "./buffer.ts";
import { bindNative } from "./native.ts";

const { assay_swap_pacer_run, assay_swap_pacer_bytes } = bindNative({
	assay_swap_pacer_run: { args: ["ptr"], returns: "void" },
	assay_swap_pacer_bytes: { args: [], returns: "u32" },
});

/** struct assay_swap_pacer: addresses and doubles, 8 bytes each. */
const addresses = ["slot", "buffer", "rows", "id"] as const;
const doubles = [
	...(["periodNs", "rowsCapacity", "count", "stop", "failed", "status"] as const),
	...(["lost", "lane", "blockBytes", "epoch"] as const),
] as const;
const fields = [...addresses, ...doubles] as const;
type Field = (typeof fields)[number];
if (assay_swap_pacer_bytes() !== 8 * fields.length) {
	throw new Error("struct assay_swap_pacer: swap-pacer.ts and swap_pacer.c differ");
}

export interface PacerShape {
	readonly slotAddress: number;
	/** The slot's, of nobody else. */
	readonly lane: number;
	/** A block of its own. */
	readonly blockId: number;
	readonly blockBytes: number;
	readonly epoch: number;
	readonly perSecond: number;
	/** Writes that are kept. */
	readonly rows: number;
}

/** The open-loop caller of harness/native/swap_pacer.c: runs on a Worker, by its address. */
export class SwapPacer {
	readonly #memory: Scratch;

	constructor(readonly shape: PacerShape) {
		const { rows, blockBytes } = shape;
		const bufferAt = 4096;
		const rowsAt = bufferAt + Math.ceil(blockBytes / 4096) * 4096;
		this.#memory = new Scratch(rowsAt + 16 * rows);
		const { address, view } = this.#memory;
		const wide = {
			slot: shape.slotAddress,
			buffer: address + bufferAt,
			rows: address + rowsAt,
			id: shape.blockId,
		};
		for (const name of addresses) view.setBigUint64(at(name), BigInt(wide[name]), true);
		this.#set("periodNs", 1e9 / shape.perSecond);
		this.#set("rowsCapacity", rows);
		this.#set("lane", shape.lane);
		this.#set("blockBytes", blockBytes);
		this.#set("epoch", shape.epoch);
		this.#rowsAt = rowsAt;
	}

	readonly #rowsAt: number;

	get address(): number {
		return this.#memory.address;
	}

	/** Writes answered so far. */
	get count(): number {
		return this.#get("count");
	}

	stop(): void {
		this.#set("stop", 1);
	}

	/** [stopped] Writes that failed, the first one's status, and what became of the last one. */
	get ended(): { readonly failed: number; readonly status: number; readonly lost: number } {
		return { failed: this.#get("failed"), status: this.#get("status"), lost: this.#get("lost") };
	}

	/** [stopped] Each write that is still kept, by when it was due: CLOCK_MONOTONIC and latency. */
	writes(): { readonly dueNs: number; readonly latencyNs: number }[] {
		const { rows } = this.shape;
		const kept = Math.min(this.count, rows);
		const first = this.count - kept;
		return Array.from({ length: kept }, (_, index) => {
			const row = this.#rowsAt + 16 * ((first + index) % rows);
			const dueNs = this.#memory.view.getFloat64(row, true);
			return { dueNs, latencyNs: this.#memory.view.getFloat64(row + 8, true) - dueNs };
		});
	}

	free(): void {
		this.#memory.free();
	}

	#get(name: Field): number {
		return this.#memory.view.getFloat64(at(name), true);
	}

	#set(name: Field, value: number): void {
		this.#memory.view.setFloat64(at(name), value, true);
	}
}

const at = (name: Field): number => 8 * fields.indexOf(name);

/** Runs the pacer at that address on this thread, until it is stopped. */
export function runSwapPacer(address: number): void {
	assay_swap_pacer_run(pointer(address));
}
