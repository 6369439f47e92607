import { monotonicNs } from "../ffi/index.ts";
import type { BlockAccess } from "./block-access.ts";
import type { Board } from "./board.ts";
import type { Finding } from "./finding.ts";
import { operationOf } from "./judge.ts";
import { Random } from "./random.ts";
import { statusText } from "./status-text.ts";

/** Writing blocks once more before they rest takes no longer, however slow the engine is. */
const rewriteNsMax = 100e6;

/**
 * A writer's thread: operations on its own blocks, in random order, each numbered, published before
 * it is submitted and again once it was acknowledged.
 *
 * After each hand-over the blocks that it had written last rest until the next one: half of them
 * are written once more, by the new engine, half are left as the old one acknowledged them. The
 * audits read them twice: what the old engine lost at the hand-over is missing in the second
 * half, what it writes late shows up in the first.
 */
export class Writer {
	readonly #random: Random;
	readonly #own: readonly number[];
	readonly #resting = new Set<number>();
	#phaseRested = 0;
	#acknowledgedNs = 0;
	#acknowledgedPhase = 0;
	#recentAt = 0;

	constructor(
		readonly index: number,
		readonly board: Board,
		readonly access: BlockAccess,
		readonly report: (finding: Omit<Finding, "attempts">) => void,
	) {
		const { writers, blocksPerWriter, seed } = board.shape;
		this.#random = new Random(seed, index);
		this.#own = Array.from({ length: blocksPerWriter }, (_, k) => k * writers + index);
	}

	run(): void {
		while (!this.board.stopping) {
			const { phase } = this.board;
			if (phase % 2 === 0 && phase > this.#phaseRested) this.#rest(phase);
			const block = this.#own[this.#random.below(this.#own.length)];
			if (block !== undefined && !this.#resting.has(block)) this.#operate(block);
		}
	}

	#operate(block: number): void {
		const { board, access } = this;
		const sequence = (board.submitted[block] ?? 0) + 1;
		const operation = operationOf(sequence);
		Atomics.store(board.submitted, block, sequence);
		const status = operation === "write" ? access.write(block, sequence) : access.delete(block);
		if (status !== 0) {
			const id = board.id(block);
			const message = `${operation} ${sequence} of block ${id} failed with ${statusText(status)}`;
			this.report({ kind: "error", message, block: id, found: statusText(status) });
			return;
		}
		Atomics.store(board.acknowledged, block, sequence);
		this.#timed();
		this.#remember(block);
		Atomics.add(board.operations, this.index, 1);
	}

	/** The gap since the last acknowledgement, charged to every hand-over that it overlaps. */
	#timed(): void {
		const { board } = this;
		const now = monotonicNs();
		const { phase } = board;
		if (this.#acknowledgedNs > 0) {
			const gap = now - this.#acknowledgedNs;
			for (let odd = this.#acknowledgedPhase | 1; odd <= phase; odd += 2) {
				const cell = (odd >> 1) * board.shape.writers + this.index;
				board.stallsNs[cell] = Math.max(board.stallsNs[cell] ?? 0, gap);
			}
		}
		this.#acknowledgedNs = now;
		this.#acknowledgedPhase = phase;
	}

	#remember(block: number): void {
		const { resting } = this.board.shape;
		Atomics.store(this.board.recent, this.index * resting + (this.#recentAt % resting), block);
		this.#recentAt++;
	}

	#rest(phase: number): void {
		const { board } = this;
		const { resting } = board.shape;
		const from = this.index * resting;
		const recent = [...new Set(board.recent.slice(from, from + resting))].filter((b) => b >= 0);
		this.#resting.clear();
		const end = monotonicNs() + rewriteNsMax;
		for (const [place, block] of recent.entries()) {
			if (place % 2 === 0 && monotonicNs() < end) this.#operate(block);
			this.#resting.add(block);
		}
		for (let place = 0; place < resting; place++) {
			Atomics.store(board.resting, from + place, recent[place] ?? -1);
		}
		this.#phaseRested = phase;
		Atomics.store(board.restingSince, this.index, phase);
	}
}
