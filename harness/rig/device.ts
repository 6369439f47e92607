import type { CutSurvival, DeviceFault, DeviceRequests } from "../contract/index.ts";
import { Disk } from "./disk.ts";
import { SparseImage } from "./image.ts";
import type { NbdRequest } from "./nbd.ts";
import type { DeviceError } from "./nbd-wire.ts";

type Transfer = Exclude<NbdRequest, { kind: "disconnect" | "invalid" }>;

/** What becomes of a request. `lost`: the power is off, nobody answers. */
export type Answer =
	| { kind: "done"; data?: Uint8Array; delayUs: number }
	| { kind: "error"; error: DeviceError; delayUs: number }
	| { kind: "lost" };

/** Which kind of fault a request meets. */
function kindOf(request: Transfer): "read" | "write" | "flush" {
	return request.kind === "read" || request.kind === "flush" ? request.kind : "write";
}

/**
 * The disk with faults and a power switch laid over it; the truth below them stays pristine.
 * Requests are served one after the other in the order they came, so that a request's number is
 * its place in that order; everything that chance decides comes from the seed.
 */
export class FaultyDevice {
	readonly disk: Disk;
	readonly #counts = { reads: 0, writes: 0, flushes: 0, total: 0 };
	#faults: { readonly fault: DeviceFault; seen: number }[] = [];
	#cutAt = Number.POSITIVE_INFINITY;
	/** Flushes of at least so many unflushed writes, one of which meets the cut; 0: any change. */
	#covering = 0;
	#flushesLeft = 0;
	#powered = true;
	#checkpoint: SparseImage | undefined;
	#state: number;

	constructor(sizeBytes: number, seed: number) {
		this.disk = new Disk(sizeBytes);
		this.#state = (seed ^ 0x6a09e667) | 0;
	}

	get requests(): DeviceRequests {
		return { ...this.#counts, unflushed: this.disk.unflushed };
	}

	get powered(): boolean {
		return this.#powered;
	}

	setFaults(faults: readonly DeviceFault[]): void {
		this.#faults = faults.map((fault) => ({ fault, seen: 0 }));
	}

	/**
	 * The power fails at the `after`th write or flush from now, or at the `after`th flush that covers
	 * so many writes; 0 disarms.
	 */
	armCut(after: number, covering = 0): void {
		const disarmed = after === 0 || covering > 0;
		this.#cutAt = disarmed ? Number.POSITIVE_INFINITY : this.#changes + after;
		this.#covering = after === 0 ? 0 : covering;
		this.#flushesLeft = after;
	}

	#cuts({ kind }: Transfer): boolean {
		if (this.#changes >= this.#cutAt) return true;
		if (this.#covering === 0 || kind !== "flush" || this.disk.unflushed < this.#covering) {
			return false;
		}
		this.#flushesLeft -= 1;
		return this.#flushesLeft <= 0;
	}

	get #changes(): number {
		return this.#counts.writes + this.#counts.flushes;
	}

	cut(): void {
		this.#powered = false;
	}

	/** Power is back: what `survival` kept is the device's contents; no fault, no armed cut. */
	restore(survival: CutSurvival): void {
		this.disk.settle(survival, (bound) => this.#below(bound));
		this.#faults = [];
		this.armCut(0);
		this.#powered = true;
	}

	/** As restored, but with nothing on it. */
	renew(): void {
		this.disk.replace(new SparseImage(this.disk.sizeBytes));
		this.restore("none");
	}

	checkpoint(): void {
		this.#checkpoint = this.disk.copyDurable();
	}

	/** As restored, but with what a cut at the checkpoint would have left. */
	rollBack(): void {
		if (this.#checkpoint === undefined) throw new Error("there is no checkpoint to go back to");
		this.disk.replace(this.#checkpoint);
		this.restore("none");
	}

	serve(request: Transfer): Answer {
		if (!this.#powered) return { kind: "lost" };
		this.#count(request);
		if (this.#cuts(request)) {
			// The write that was under way when the power failed may be there, in part, or not.
			if (kindOf(request) === "write") this.#perform(request);
			this.#powered = false;
			return { kind: "lost" };
		}
		const fault = this.#faultFor(request);
		const delayUs = fault?.delayUs ?? 0;
		if (fault?.error === undefined) return { kind: "done", ...this.#perform(request), delayUs };
		if (request.kind === "flush" && fault.losesUnflushed) this.disk.failFlush();
		return { kind: "error", error: fault.error, delayUs };
	}

	#count(request: Transfer): void {
		const kind = kindOf(request);
		this.#counts.total++;
		this.#counts[kind === "read" ? "reads" : kind === "write" ? "writes" : "flushes"]++;
	}

	#perform(request: Transfer): { data?: Uint8Array } {
		switch (request.kind) {
			case "read":
				return { data: this.disk.read(request.offset, request.length) };
			case "flush":
				this.disk.flush();
				break;
			default: {
				const data = request.kind === "write" ? request.data : new Uint8Array(request.length);
				if (request.fua) this.disk.writeThrough(request.offset, data);
				else this.disk.write(request.offset, data);
			}
		}
		return {};
	}

	#faultFor(request: Transfer): DeviceFault | undefined {
		for (const entry of this.#faults) {
			const { fault } = entry;
			if (!fault.on.includes(kindOf(request)) || !touches(fault, request)) continue;
			entry.seen++;
			const first = fault.skip ?? 0;
			if (entry.seen > first && entry.seen <= first + (fault.times ?? Number.POSITIVE_INFINITY)) {
				return fault;
			}
		}
		return undefined;
	}

	/** A Weyl sequence through a mixing function: 0 <= result < bound. */
	#below(bound: number): number {
		this.#state = (this.#state + 0x9e3779b9) | 0;
		let value = Math.imul(this.#state ^ (this.#state >>> 16), 0x21f0aaad);
		value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
		return Math.floor((((value ^ (value >>> 15)) >>> 0) / 4294967296) * bound);
	}
}

function touches(fault: DeviceFault, request: Transfer): boolean {
	if (fault.range === undefined || request.kind === "flush") return true;
	const length = request.kind === "write" ? request.data.length : request.length;
	const { fromByte, toByte } = fault.range;
	return request.offset < toByte && request.offset + length > fromByte;
}
