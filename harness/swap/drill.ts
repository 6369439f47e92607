import type { EngineFile, HostJob, SwapDrill } from "../contract/index.ts";
import { monotonicNs } from "../ffi/index.ts";
import type { EngineSlot } from "../ffi/slot.ts";
import { Auditor } from "./audit.ts";
import { BlockAccess } from "./block-access.ts";
import { Board } from "./board.ts";
import { Crew } from "./crew.ts";
import { DrillPair } from "./drill-pair.ts";
import type { Finding } from "./finding.ts";
import { describeOutcome, judgeOutcome, type Rehearsal } from "./judge-outcome.ts";
import type { SwapOutcome } from "./outcome.ts";
import { Pace, stuckMs } from "./pace.ts";
import { boardShape, differently, rehearseAll } from "./setup.ts";

/** The last chance for a late write, before everything is read again. */
const settleMs = 250;

export interface Attempt {
	readonly rehearsal: Rehearsal | undefined;
	readonly outcome: SwapOutcome;
}

/**
 * One swap drill: writers and readers at work, the engine replaced under them, back and forth.
 * Afterwards, and after a final reopen, every acknowledged operation must be there. The drill stops
 * at the first hand-over after which anything was found, so that the evidence is fresh.
 *
 * Not covered: batches, leases, queues and flushes under a swap, which client-drill.ts has; engines
 * that are told apart by nothing but load above what 2 cores give; a power cut during the
 * hand-over.
 */
export class Drill {
	readonly attempts: Attempt[] = [];
	readonly findings: Finding[] = [];
	readonly board: Board;
	readonly auditor: Auditor;
	readonly crew: Crew;
	readonly slot: EngineSlot;
	/** When the load ended, on the monotonic clock; 0: it did not. */
	endedNs = 0;
	readonly #access: BlockAccess;
	readonly #pair: DrillPair;
	readonly #pace: Pace;
	/** Threads may still be in an engine: nothing may be shut down or freed. */
	#stuck = false;

	constructor(
		readonly job: HostJob,
		readonly drill: SwapDrill,
		readonly next: EngineFile,
		readonly progress: (message: string) => void,
	) {
		this.#pair = new DrillPair(job, next, drill, (finding) => this.#report(finding));
		this.slot = this.#pair.slot;
		this.board = new Board(boardShape(job, drill, next));
		this.#access = new BlockAccess(this.slot.lane(0), this.board);
		this.auditor = new Auditor(this.board, this.#access, (finding) => this.#report(finding));
		this.crew = new Crew(this.board, this.slot, job.recorderPath);
		this.#pace = new Pace(this.crew);
	}

	get swaps(): number {
		return this.attempts.filter(({ outcome }) => outcome.kind === "swapped").length;
	}

	async run(): Promise<void> {
		if (!this.#pair.enableFirst()) return;
		this.auditor.clear();
		await this.crew.start();
		await this.#underWay("at the start");
		this.board.startedNs = monotonicNs();
		let rehearsed = this.drill.manager === "sleeping";
		while (this.swaps < this.drill.swaps && this.#clean()) {
			// Both directions of every four.
			await this.#attempt(this.attempts.length % 4 < 2 ? "unprepared" : undefined);
			const due = !rehearsed && this.swaps >= this.drill.swaps >> 1;
			if (due) await this.#rehearse();
			rehearsed ||= due;
			this.progress(`${this.swaps} of ${this.drill.swaps} swaps`);
		}
		await this.#finish();
	}

	/** Gives everything back, unless a thread may still be inside. */
	close(): void {
		if (this.#stuck || this.crew.working) return;
		this.crew.dismiss();
		this.#pair.close();
		this.#access.free();
	}

	async #rehearse(): Promise<void> {
		const attempt = async (rehearsal: Rehearsal | undefined) => {
			if (this.#clean()) await this.#attempt(rehearsal);
		};
		await rehearseAll(this.job.target.kind, () => this.swaps, attempt);
	}

	async #attempt(rehearsal: Rehearsal | undefined): Promise<void> {
		const { board, auditor } = this;
		const after = 2 * this.attempts.length + 2;
		auditor.prepareGuard();
		const outcome = this.#pair.manager.swap(this.#pair.other, {
			...differently(rehearsal, this.job),
			handOverStarts: () => {
				board.phase = after - 1;
			},
			handOverEnded: () => {
				board.phase = after;
			},
			retiring: (old) => {
				auditor.probeRetiring(old);
				this.#pace.holdUntilRead(after);
			},
		});
		board.phase = after;
		this.attempts.push({ rehearsal, outcome });
		for (const finding of judgeOutcome(rehearsal, outcome)) this.#report(finding);
		const label = `after attempt ${this.attempts.length} (${describeOutcome(outcome)})`;
		if (!(await this.#pace.resting(after))) {
			this.#reportStuck(`made no progress ${label}`);
			return;
		}
		auditor.auditResting(label);
		await Bun.sleep(this.drill.pauseMs);
		auditor.auditResting(`${this.drill.pauseMs} ms ${label}`);
	}

	async #finish(): Promise<void> {
		if (!this.#stuck) await this.#underWay("after the last swap");
		if (!(await this.crew.stop(stuckMs))) {
			this.#reportStuck("did not come back from a call into the engine when the load ended");
			return;
		}
		this.endedNs = monotonicNs();
		await Bun.sleep(settleMs);
		this.auditor.auditAll("after the load ended");
		if (this.#pair.reopen()) this.auditor.auditAll("after the final reopen");
	}

	async #underWay(when: string): Promise<void> {
		// A failing engine need not make progress.
		const moved = await this.#pace.underWay(() => !this.#clean());
		if (!moved) this.#reportStuck(`made no progress ${when}`);
	}

	#reportStuck(what: string): void {
		this.#stuck = true;
		const message = `a thread of the drill ${what} (waited ${stuckMs / 1000} s)`;
		this.#report({ kind: "stuck", message });
	}

	#clean(): boolean {
		return this.findings.length === 0 && this.board.findings.every((count) => count === 0);
	}

	#report(finding: Omit<Finding, "attempts">): void {
		this.findings.push({ ...finding, attempts: this.attempts.length });
	}
}
