/**
 * What the drill's threads share, in one SharedArrayBuffer: what was submitted and acknowledged of
 * each block, where in the drill they are, and which blocks rest.
 *
 * Blocks are numbered 0..blocks-1; block b belongs to writer b % writers, so that neighbours on the
 * device belong to different writers, and has the id `firstId + b`.
 */
export interface BoardShape {
	readonly writers: number;
	readonly readers: number;
	readonly blocksPerWriter: number;
	/** Hand-over attempts that the drill can make, rehearsals included. */
	readonly attempts: number;
	/** Blocks of each writer that rest after an attempt, for the audits. */
	readonly resting: number;
	readonly firstId: number;
	readonly blockBytes: number;
	/** In every stamp: tells this drill's data from what an earlier one left. */
	readonly epoch: number;
	readonly absentReadsZeros: boolean;
	readonly seed: number;
}

/** One cell of the time line; a chart has three hundred points, of whatever length the drill is. */
export const timelineCellMs = 8;
/** Eight minutes; a drill that was longer has no time line. */
const timelineCells = 1 << 16;

/** Int32 cells for control. */
const cells = { phase: 0, stop: 1, count: 2 } as const;

export class Board {
	readonly blocks: number;
	readonly memory: SharedArrayBuffer;
	/** By block: the number of the last operation submitted, and of the last acknowledged. */
	readonly submitted: Int32Array<SharedArrayBuffer>;
	readonly acknowledged: Int32Array<SharedArrayBuffer>;
	/** By writer: its most recently acknowledged blocks, a ring; -1 for none. */
	readonly recent: Int32Array<SharedArrayBuffer>;
	/** By writer: the phase for which its blocks rest. */
	readonly restingSince: Int32Array<SharedArrayBuffer>;
	/** By writer: the resting blocks; -1 for none. */
	readonly resting: Int32Array<SharedArrayBuffer>;
	/** By lane (writers first): operations that succeeded. */
	readonly operations: Int32Array<SharedArrayBuffer>;
	/** By lane: what it found wrong. */
	readonly findings: Int32Array<SharedArrayBuffer>;
	/** By attempt and writer: longest time between two acknowledgements around it, in ns. */
	readonly stallsNs: Float64Array<SharedArrayBuffer>;
	/** Acknowledgements of all writers, by time since `startedNs`. */
	readonly timeline: Int32Array<SharedArrayBuffer>;
	readonly #startedNs: Float64Array<SharedArrayBuffer>;
	readonly #control: Int32Array<SharedArrayBuffer>;

	constructor(
		readonly shape: BoardShape,
		memory?: SharedArrayBuffer,
	) {
		const { writers, readers, blocksPerWriter, attempts, resting } = shape;
		this.blocks = writers * blocksPerWriter;
		const integers =
			2 * this.blocks + 2 * writers * resting + writers + 2 * (writers + readers) + cells.count;
		const stalls = attempts * writers;
		const bytes = (stalls + 1) * 8 + (integers + timelineCells) * 4;
		this.memory = memory ?? new SharedArrayBuffer(bytes);
		this.stallsNs = new Float64Array(this.memory, 0, stalls);
		this.#startedNs = new Float64Array(this.memory, stalls * 8, 1);
		let at = (stalls + 1) * 8;
		const take = (length: number) => {
			const view = new Int32Array(this.memory, at, length);
			at += length * 4;
			return view;
		};
		this.submitted = take(this.blocks);
		this.acknowledged = take(this.blocks);
		this.recent = take(writers * resting);
		this.resting = take(writers * resting);
		this.restingSince = take(writers);
		this.operations = take(writers + readers);
		this.findings = take(writers + readers);
		this.#control = take(cells.count);
		this.timeline = take(timelineCells);
		if (memory === undefined) {
			this.recent.fill(-1);
			this.resting.fill(-1);
		}
	}

	id(block: number): number {
		return this.shape.firstId + block;
	}

	/** Stamps carry it; 0 is left to the drill's main thread. */
	writerOf(block: number): number {
		return (block % this.shape.writers) + 1;
	}

	/** On the monotonic clock; 0 while threads start, which takes longer than some drills. */
	get startedNs(): number {
		return this.#startedNs[0] ?? 0;
	}
	set startedNs(ns: number) {
		this.#startedNs[0] = ns;
	}

	acknowledgedAt(ns: number): void {
		const cell = Math.floor((ns - this.startedNs) / (timelineCellMs * 1e6));
		if (this.startedNs > 0 && cell >= 0 && cell < timelineCells)
			Atomics.add(this.timeline, cell, 1);
	}

	/** 2k+1 while attempt k hands over (gate closed within), 2k+2 after it. */
	get phase(): number {
		return Atomics.load(this.#control, cells.phase);
	}
	set phase(value: number) {
		Atomics.store(this.#control, cells.phase, value);
	}

	get stopping(): boolean {
		return Atomics.load(this.#control, cells.stop) !== 0;
	}
	stop(): void {
		Atomics.store(this.#control, cells.stop, 1);
	}
}
