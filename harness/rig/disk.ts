import type { CutSurvival } from "../contract/index.ts";
import { SparseImage } from "./image.ts";

/** What a device writes whole even when its power fails. */
export const sectorBytes = 512;
/** What the write cache holds; when it is full, the oldest write leaves it and is durable. */
const cacheBytes = 64 << 20;

interface Pending {
	readonly offset: number;
	readonly data: Uint8Array;
}

/**
 * A disk with a volatile write cache. Two images: what would be there after a power cut, and what
 * reads see now; between them the writes that no flush covered yet, in their order.
 *
 * A power cut keeps of those what `settle` is told to; each choice is one that real devices make:
 * caches destage in any order, and a write that was under way is torn between sectors.
 * Not modelled: a device that lies about flush, loses more than it was last told, or corrupts a
 * sector; those no engine can be held to.
 */
export class Disk {
	readonly sizeBytes: number;
	#durable: SparseImage;
	#current: SparseImage;
	#pending: Pending[] = [];
	#pendingBytes = 0;

	constructor(sizeBytes: number) {
		this.sizeBytes = sizeBytes;
		this.#durable = new SparseImage(sizeBytes);
		this.#current = new SparseImage(sizeBytes);
	}

	get unflushed(): number {
		return this.#pending.length;
	}

	read(offset: number, length: number): Uint8Array<ArrayBuffer> {
		return this.#current.read(offset, length);
	}

	/** What a power cut with survival `none` would leave. */
	readDurable(offset: number, length: number): Uint8Array<ArrayBuffer> {
		return this.#durable.read(offset, length);
	}

	write(offset: number, data: Uint8Array): void {
		const made = this.#apply(offset, data);
		this.#pending.push(made);
		this.#pendingBytes += made.data.length;
		while (this.#pendingBytes > cacheBytes) {
			const oldest = this.#pending.shift();
			if (oldest === undefined) break;
			this.#durable.write(oldest.offset, oldest.data);
			this.#pendingBytes -= oldest.data.length;
		}
	}

	/**
	 * Force unit access: this write alone is durable; what the cache holds below it is superseded.
	 */
	writeThrough(offset: number, data: Uint8Array): void {
		const whole = this.#apply(offset, data);
		const end = whole.offset + whole.data.length;
		this.#durable.write(whole.offset, whole.data);
		this.#pending = this.#pending.flatMap((one) => without(one, whole.offset, end));
		this.#pendingBytes = this.#pending.reduce((sum, one) => sum + one.data.length, 0);
	}

	/**
	 * Widens the write to whole sectors as they are now: a device that keeps the second of two small
	 * writes to one sector keeps the first one with it.
	 */
	#apply(offset: number, data: Uint8Array): Pending {
		this.#current.write(offset, data);
		const end = Math.ceil((offset + data.length) / sectorBytes) * sectorBytes;
		const start = offset - (offset % sectorBytes);
		if (start === offset && end === offset + data.length) return { offset, data };
		const length = Math.min(end, this.sizeBytes) - start;
		return { offset: start, data: this.#current.read(start, length) };
	}

	flush(): void {
		for (const { offset, data } of this.#pending) this.#durable.write(offset, data);
		this.#forget();
	}

	/**
	 * A flush that failed as Linux fails it: the data stay to be read, but are taken for written, so
	 * that no later flush saves them. Only writing them again does.
	 */
	failFlush(): void {
		this.#forget();
	}

	#forget(): void {
		this.#pending = [];
		this.#pendingBytes = 0;
	}

	/** What a power cut now would leave, with survival `none`. */
	copyDurable(): SparseImage {
		return this.#durable.copy();
	}

	/** The device's contents are these, and nothing is pending. */
	replace(image: SparseImage): void {
		this.#forget();
		this.#durable = image.copy();
		this.#current = image.copy();
	}

	/** The power fails: what `survival` keeps of the unflushed writes is all there is afterwards. */
	settle(survival: CutSurvival, below: (bound: number) => number): void {
		const pending = this.#pending;
		const kept = survival === "prefix" ? below(pending.length + 1) : pending.length;
		// The newest alone: a switch is there, and what it leads to is not.
		const lost = survival === "suffix" ? below(pending.length + 1) : newestFrom(survival, pending);
		for (const [index, one] of pending.entries()) {
			if (survival === "none" || index >= kept) break;
			if (index < lost) continue;
			if (survival === "subset" && below(2) === 0) continue;
			if (survival === "torn") this.#tear(one, below);
			else this.#durable.write(one.offset, one.data);
		}
		this.#forget();
		this.#current = this.#durable.copy();
	}

	/** A third of the writes whole, a third not at all, a third in part, sector by sector. */
	#tear(one: Pending, below: (bound: number) => number): void {
		const fate = below(3);
		if (fate === 0) return;
		if (fate === 1) return this.#durable.write(one.offset, one.data);
		for (const { offset, data } of sectorsOf(one)) {
			if (below(2) === 1) this.#durable.write(offset, data);
		}
	}
}

function newestFrom(survival: CutSurvival, pending: readonly Pending[]): number {
	return survival === "newest" ? pending.length - 1 : 0;
}

/** Cut at the device's sector boundaries, wherever the write begins. */
function sectorsOf({ offset, data }: Pending): Pending[] {
	const sectors: Pending[] = [];
	for (let at = 0; at < data.length; ) {
		const part = Math.min(data.length - at, sectorBytes - ((offset + at) % sectorBytes));
		sectors.push({ offset: offset + at, data: data.subarray(at, at + part) });
		at += part;
	}
	return sectors;
}

/** What of a pending write lies outside [from, to). */
function without(one: Pending, from: number, to: number): Pending[] {
	const end = one.offset + one.data.length;
	if (end <= from || one.offset >= to) return [one];
	const parts: Pending[] = [];
	if (one.offset < from) {
		parts.push({ offset: one.offset, data: one.data.subarray(0, from - one.offset) });
	}
	if (end > to) parts.push({ offset: to, data: one.data.subarray(to - one.offset) });
	return parts;
}
