import { absent, type BlockState, describeState, renderState, sameState } from "./block-state.ts";
import { errno, statusName } from "./errno.ts";
import { explainBlock, foreignData } from "./explain.ts";
import { type Stamp, sectorBytes } from "./stamp.ts";

export interface Problem {
	readonly message: string;
	readonly expected: string;
	readonly found: string;
}

function mayRefuseTorn(status: number): boolean {
	const unrelated: readonly number[] = [errno.ENOENT, errno.EINVAL, errno.ERANGE, errno.EAGAIN];
	return status < 0 && !unrelated.includes(-status);
}

/**
 * One state's bytes up to some byte, one state's from there on. A short buffered write, which no
 * device sees, ends at any byte; twice within one sector is nobody's lawful outcome.
 */
function isCutBetween(part: Uint8Array, wanted: readonly Uint8Array[]): boolean {
	let [longestHead, longestTail] = [0, 0];
	for (const bytes of wanted) {
		let head = 0;
		while (head < part.length && part[head] === bytes[head]) head += 1;
		let tail = 0;
		while (tail < part.length && part.at(-1 - tail) === bytes.at(-1 - tail)) tail += 1;
		longestHead = Math.max(longestHead, head);
		longestTail = Math.max(longestTail, tail);
	}
	return longestHead + longestTail >= part.length;
}

/**
 * The reference model: what each block may hold. One state is the rule; after a write or delete
 * that failed, or that was under way when its process died, the former and the new one are both
 * possible until the next acknowledged change of that block.
 *
 * Not modelled: that an unknown outcome, once read, stays as it was read; the ABI leaves it open.
 */
export class Ledger {
	readonly blockBytes: number;
	readonly absentReadsZeros: boolean;
	readonly epoch: number;
	readonly writer: number;
	private sequence = 0;
	private readonly states = new Map<bigint, readonly BlockState[]>();
	/** Blocks of unknown outcome may also mix the possible states, as a transfer cut off does. */
	private readonly mayBeTorn = new Set<bigint>();
	private readonly scratch: Uint32Array;
	private readonly scratchBytes: Uint8Array;

	constructor(
		blockBytes: number,
		options: { absentReadsZeros: boolean; epoch?: number; writer?: number },
	) {
		this.blockBytes = blockBytes;
		this.absentReadsZeros = options.absentReadsZeros;
		this.epoch = options.epoch ?? 0;
		this.writer = options.writer ?? 0;
		const memory = new ArrayBuffer(blockBytes);
		this.scratch = new Uint32Array(memory);
		this.scratchBytes = new Uint8Array(memory);
	}

	/** A stamp that was never used before. */
	nextStamp(id: bigint): Stamp {
		this.sequence += 1;
		return { blockId: id, writer: this.writer, epoch: this.epoch, sequence: this.sequence };
	}

	possible(id: bigint): readonly BlockState[] {
		return this.states.get(id) ?? [absent];
	}

	/** Ids that were ever written or deleted. */
	ids(): bigint[] {
		return [...this.states.keys()];
	}

	/** Blocks that are surely there; undefined when an unknown outcome leaves it open. */
	presentCount(): number | undefined {
		let count = 0;
		for (const states of this.states.values()) {
			const present = states.filter((state) => state.kind !== "absent").length;
			if (present === states.length) count += 1;
			else if (present > 0) return undefined;
		}
		return count;
	}

	/** The change was acknowledged: nothing else is possible any more. */
	settle(id: bigint, state: BlockState): void {
		this.states.set(id, [state]);
		this.mayBeTorn.delete(id);
	}

	/** The change failed or its outcome is unknown. `torn`: half-done is a lawful outcome too. */
	maybe(id: bigint, state: BlockState, torn: boolean): void {
		const before = this.possible(id);
		if (!before.some((one) => sameState(one, state))) this.states.set(id, [...before, state]);
		if (torn) this.mayBeTorn.add(id);
	}

	/** What a volatile engine may do at shutdown: end its blocks. */
	mayVanish(): void {
		for (const id of this.ids()) this.maybe(id, absent, false);
	}

	/** Everything is gone: the target was renewed. */
	clear(): void {
		this.states.clear();
		this.mayBeTorn.clear();
	}

	/** Judges a read of block `id` that filled `bytes` (the whole block). Undefined: it is right. */
	judge(id: bigint, status: number, bytes: Uint8Array): Problem | undefined {
		const possible = this.possible(id);
		if (status === 0) return this.judgeData(id, bytes, possible);
		const mayBeAbsent = possible.some((state) => state.kind === "absent");
		if (status === -errno.ENOENT && mayBeAbsent && !this.absentReadsZeros) {
			return this.judgeFailedRead(id, bytes);
		}
		// Half of a failed write is on the device: to refuse such a block is as lawful as to mix.
		if (this.mayBeTorn.has(id) && mayRefuseTorn(status)) return this.judgeFailedRead(id, bytes);
		return this.problem(id, possible, `status ${statusName(status)}`);
	}

	/** A read that failed for a lawful reason: its buffer must not leak another block. */
	judgeFailedRead(id: bigint, bytes: Uint8Array): Problem | undefined {
		const leak = foreignData(bytes, id);
		if (leak === undefined) return undefined;
		return {
			message: `block ${id}: the read failed, but left another block's data in the buffer: ${leak}`,
			expected: "no other block's data in the buffer of a failed read",
			found: leak,
		};
	}

	private judgeData(
		id: bigint,
		bytes: Uint8Array,
		possible: readonly BlockState[],
	): Problem | undefined {
		for (const state of possible) {
			if (state.kind === "absent" && !this.absentReadsZeros) continue;
			renderState(this.scratch, state);
			if (Buffer.compare(this.scratchBytes, bytes) === 0) return undefined;
		}
		if (this.mayBeTorn.has(id) && this.isMixture(bytes, possible)) return undefined;
		return this.problem(id, possible, explainBlock(bytes, id, possible));
	}

	private isMixture(bytes: Uint8Array, possible: readonly BlockState[]): boolean {
		// Each state is rendered once, not for every sector: a block of 1 MiB has 2,048 of them.
		const rendered = possible.map((state) => {
			renderState(this.scratch, state);
			return this.scratchBytes.slice();
		});
		for (let start = 0; start < bytes.length; start += sectorBytes) {
			const part = bytes.subarray(start, start + sectorBytes);
			const wanted = rendered.map((one) => one.subarray(start, start + sectorBytes));
			const whole = wanted.some((one) => Buffer.compare(one, part) === 0);
			if (!whole && !isCutBetween(part, wanted)) return false;
		}
		return true;
	}

	private problem(id: bigint, possible: readonly BlockState[], found: string): Problem {
		const expected = possible.map((state) => this.wanted(state)).join(", or ");
		return {
			message: `block ${id}: the read returned ${found}; expected ${expected}`,
			expected,
			found,
		};
	}

	private wanted(state: BlockState): string {
		if (state.kind === "absent") return this.absentReadsZeros ? "zeros (absent)" : "-ENOENT";
		return describeState(state);
	}
}
