import { monotonicNs } from "../ffi/index.ts";
import type { BlockAccess } from "./block-access.ts";
import type { Board } from "./board.ts";
import type { Finding } from "./finding.ts";
import { judge, operationOf } from "./judge.ts";
import { Random } from "./random.ts";
import { statusText } from "./status-text.ts";

/** Writing blocks once more before they rest takes no longer, however slow the engine is. */
const rewriteNsMax = 100e6;

/**
 * A writer's thread: operations on its own blocks, in random order, each numbered, published before
 * it is submitted and again once it was acknowledged.
 *
 * Around a hand-over the blocks that it wrote last are not written again, and after it they are
 * read: what the old engine lost is missing there, were it only its very last write. Then they rest
 * until the next hand-over, half of them written once more, by the new engine: what the old one
 * writes late shows up there, in the audits.
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
			const handingOver = phase % 2 === 1;
			if (!handingOver && phase > this.#phaseRested) this.#rest(phase);
			const block = this.#own[this.#random.below(this.#own.length)];
			if (block === undefined || this.#resting.has(block)) continue;
			if (handingOver && this.#recent().includes(block)) continue;
			this.#operate(block);
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
		board.acknowledgedAt(this.#timed());
		this.#remember(block);
		Atomics.add(board.operations, this.index, 1);
	}

	/**
	 * The gap since the last acknowledgement, charged to every hand-over that it overlaps. Reading
	 * blocks after a hand-over is the drill's own time: the gap before it ends where it begins.
	 * Returns now.
	 */
	#timed(): number {
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
		return now;
	}

	#remember(block: number): void {
		const { resting } = this.board.shape;
		Atomics.store(this.board.recent, this.index * resting + (this.#recentAt % resting), block);
		this.#recentAt++;
	}

	/** The blocks acknowledged last, in no particular order. */
	#recent(): number[] {
		const { resting } = this.board.shape;
		const ring = this.board.recent.subarray(this.index * resting, (this.index + 1) * resting);
		return [...new Set(ring)].filter((block) => block >= 0);
	}

	#rest(phase: number): void {
		const { board } = this;
		const { resting } = board.shape;
		this.#timed();
		const recent = this.#recent();
		for (const block of recent) this.#verify(block);
		this.#resting.clear();
		const end = monotonicNs() + rewriteNsMax;
		for (const [place, block] of recent.entries()) {
			if (place % 2 === 0 && monotonicNs() < end) this.#operate(block);
			this.#resting.add(block);
		}
		for (let place = 0; place < resting; place++) {
			Atomics.store(board.resting, this.index * resting + place, recent[place] ?? -1);
		}
		this.#acknowledgedNs = monotonicNs();
		this.#acknowledgedPhase = phase;
		this.#phaseRested = phase;
		Atomics.store(board.restingSince, this.index, phase);
	}

	/** Nobody else writes it: exactly what was acknowledged must be there. */
	#verify(block: number): void {
		const { board } = this;
		const judged = judge(
			this.access.see(block),
			board.acknowledged[block] ?? 0,
			board.submitted[block] ?? 0,
		);
		if (judged.kind === "explained") return;
		const { kind, expected, found } = judged;
		const id = board.id(block);
		const message = `block ${id} right after the hand-over: expected ${expected}, found ${found}`;
		this.report({ kind, message, block: id, expected, found });
	}
}
