import type { Engine } from "../contract/index.ts";
import type { EngineSlot } from "../ffi/slot.ts";
import { Auditor } from "./audit.ts";
import { BlockAccess } from "./block-access.ts";
import type { Board } from "./board.ts";
import type { Degradation } from "./degradation.ts";
import { isFailure } from "./fallback.ts";
import type { Finding } from "./finding.ts";
import { operationOf } from "./judge.ts";
import { Random } from "./random.ts";

type Report = (finding: Omit<Finding, "attempts">) => void;

/**
 * Operations of one caller that go to the engine in the slot while its circuit lets them, and to
 * its fallback else. Each is numbered; what either of the two acknowledged must be read.
 */
export class SickLoad {
	/** Operations that nobody served, and that the engine itself failed. */
	refused = 0;
	failed = 0;
	/** Of those, for the device's sake: after which an engine calls itself unhealthy. */
	failedByDevice = 0;
	/** It did so at least once, asked right after such an operation. */
	toldSick = false;
	acknowledged = 0;
	servedByFallback = 0;
	/** Of the engine that serves; undefined: it has none. */
	fallback: Engine | undefined;
	readonly access: BlockAccess;
	/** Past circuit and fallback: what does the engine that serves now hold? */
	readonly auditor: Auditor;
	readonly #random: Random;

	constructor(
		readonly board: Board,
		slot: EngineSlot,
		readonly degradation: Degradation,
		/** Why the engine in the slot calls itself unhealthy. */
		readonly unhealthy: () => string | undefined,
		report: Report,
	) {
		this.access = new BlockAccess(slot.lane(0), board);
		this.auditor = new Auditor(board, this.access, report);
		this.#random = new Random(board.shape.seed, 77);
	}

	/** A write or delete, a read, and now and then a flush. */
	turn(number: number): void {
		// Every other time the same block, so that its turn to be deleted comes again and again: health
		// comes back by kinds of operations.
		this.#change(number % 2 === 0 ? 0 : this.#random.below(this.board.blocks));
		this.#read(this.#random.below(this.board.blocks));
		if (number % 3 === 0) this.#through("flush", () => this.access.lane.flush(), undefined);
	}

	#change(block: number): void {
		const { board, access, fallback } = this;
		const sequence = (board.submitted[block] ?? 0) + 1;
		const [id, writer] = [board.id(block), board.writerOf(block)];
		const deletes = operationOf(sequence) === "delete";
		board.submitted[block] = sequence;
		const primary = () => (deletes ? access.delete(block) : access.write(block, sequence));
		const second = (engine: Engine) =>
			deletes
				? engine.delete(BigInt(id))
				: engine.write(BigInt(id), access.stamp(id, writer, sequence));
		const status = this.#through(
			`${deletes ? "delete" : "write"} of block ${id}`,
			primary,
			fallback === undefined ? undefined : () => second(fallback),
		);
		// A failed write may have left the block absent, which a delete then finds.
		if (status === undefined || (status !== 0 && !(deletes && status === absentStatus))) return;
		board.acknowledged[block] = sequence;
		this.acknowledged++;
	}

	/** What was answered, by either; undefined: by nobody. */
	#through(
		operation: string,
		primary: () => number,
		fallback: (() => number) | undefined,
	): number | undefined {
		const counted = () => {
			const status = primary();
			if (isFailure(status)) this.failed++;
			if (deviceErrors.has(status)) {
				this.failedByDevice++;
				this.toldSick ||= this.unhealthy() !== undefined;
			}
			return status;
		};
		try {
			const { by, status } = this.degradation.execute({ operation, primary: counted, fallback });
			if (by === "fallback") this.servedByFallback++;
			if (isFailure(status)) this.refused++;
			return status;
		} catch {
			// The circuit is open, and no fallback serves: in the log with its reason.
			this.refused++;
			return undefined;
		}
	}

	#read(block: number): void {
		const read = () => {
			this.auditor.audit(block, "while the engine was watched");
			return 0;
		};
		// Through the circuit as well, so that it counts what works; a read has no fallback here.
		this.#through(`read of block ${this.board.id(block)}`, read, undefined);
	}
}

const absentStatus = -2; // -ENOENT
/** -EIO, -EFBIG, -ENOSPC */
const deviceErrors = new Set([-5, -27, -28]);
