import type { BlockAccess } from "./block-access.ts";
import type { Board } from "./board.ts";
import type { Finding } from "./finding.ts";
import { judge } from "./judge.ts";
import { Random } from "./random.ts";

/**
 * A reader's thread: reads blocks while they are written and judges each read by what was
 * acknowledged before it and submitted by its end; and never older than what it saw before.
 * Every other read is of a block that was written a moment ago.
 */
export class Reader {
	readonly #random: Random;
	readonly #seenLast: Int32Array;

	constructor(
		readonly lane: number,
		readonly board: Board,
		readonly access: BlockAccess,
		readonly report: (finding: Omit<Finding, "attempts">) => void,
	) {
		this.#random = new Random(board.shape.seed, lane);
		this.#seenLast = new Int32Array(board.blocks);
	}

	run(): void {
		while (!this.board.stopping) {
			this.#read(this.#choose());
			Atomics.add(this.board.operations, this.lane, 1);
		}
	}

	#choose(): number {
		const { board } = this;
		if (this.#random.below(2) === 0) return this.#random.below(board.blocks);
		const recent = Atomics.load(board.recent, this.#random.below(board.recent.length));
		return recent >= 0 ? recent : this.#random.below(board.blocks);
	}

	#read(block: number): void {
		const { board } = this;
		const low = Math.max(Atomics.load(board.acknowledged, block), this.#seenLast[block] ?? 0);
		const seen = this.access.see(block);
		const high = Atomics.load(board.submitted, block);
		const judged = judge(seen, low, high);
		if (judged.kind === "explained") {
			this.#seenLast[block] = judged.sequence;
			return;
		}
		const id = board.id(block);
		const { kind, expected, found } = judged;
		const message = `a read of block ${id} under load expected ${expected} but found ${found}`;
		this.report({ kind, message, block: id, expected, found });
	}
}
