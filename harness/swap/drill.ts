import type { EngineFile, HostJob, SwapDrill } from "../contract/index.ts";
import { monotonicNs, sleepMs } from "../ffi/index.ts";
import { EngineSlot } from "../ffi/slot.ts";
import { Auditor } from "./audit.ts";
import { BlockAccess } from "./block-access.ts";
import { Board } from "./board.ts";
import { Crew, until } from "./crew.ts";
import type { Finding } from "./finding.ts";
import { describeOutcome, judgeOutcome, judgeRetirement, type Rehearsal } from "./judge-outcome.ts";
import { EnableRefused, type SwapManager, type SwapOutcome } from "./outcome.ts";
import { pluginIdOf } from "./plugin-id.ts";
import { boardShape, createManager, impossibleConfig } from "./setup.ts";

/** Acknowledged operations of each writer that show: it is under way again. */
const progressOperations = 4;
/** A thread that is silent for so long is stuck; the coordinator's watchdog waits longer. */
const stuckMs = 10_000;
/** So long a replaced engine waits for its shutdown at most. */
const readingNsMax = 500e6;
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
 * Not covered: batches, queues and flushes under a swap; engines that are told apart by nothing
 * but load above what 2 cores give; a power cut during the hand-over.
 */
export class Drill {
	readonly attempts: Attempt[] = [];
	readonly findings: Finding[] = [];
	readonly board: Board;
	readonly auditor: Auditor;
	readonly crew: Crew;
	readonly slot: EngineSlot;
	readonly #access: BlockAccess;
	readonly #manager: SwapManager;
	readonly #ids: readonly [string, string];
	/** Threads may still be in an engine: nothing may be shut down or freed. */
	#stuck = false;

	constructor(
		readonly job: HostJob,
		readonly drill: SwapDrill,
		readonly next: EngineFile,
		readonly progress: (message: string) => void,
	) {
		const threadSafe = [job.engine, next].every((file) =>
			file.descriptor.guarantees.includes("thread-safe"),
		);
		this.slot = EngineSlot.create({ serialize: !threadSafe });
		this.board = new Board(boardShape(job, drill, next));
		this.#access = new BlockAccess(this.slot.lane(0), this.board);
		this.auditor = new Auditor(this.board, this.#access, (finding) => this.#report(finding));
		this.crew = new Crew(this.board, this.slot, job.recorderPath);
		this.#manager = createManager(job, drill, this.slot);
		const from = pluginIdOf(job.engine.descriptor);
		const to = pluginIdOf(next.descriptor);
		this.#ids = [from, to === from ? pluginIdOf(next.descriptor, "next") : to];
	}

	get swaps(): number {
		return this.attempts.filter(({ outcome }) => outcome.kind === "swapped").length;
	}

	async run(): Promise<void> {
		if (!this.#enableFirst()) return;
		this.#clearBlocks();
		await this.crew.start();
		await this.#underWay("at the start");
		let rehearsed = this.drill.manager === "sleeping";
		while (this.swaps < this.drill.swaps && this.#clean()) {
			// Both directions of every six.
			await this.#attempt(this.attempts.length % 6 < 2 ? "unprepared" : undefined);
			const due = !rehearsed && this.swaps >= this.drill.swaps >> 1;
			if (due) await this.#rehearse();
			rehearsed ||= due;
			this.progress(`${this.swaps} of ${this.drill.swaps} swaps`);
		}
		await this.#finish();
	}

	/** Gives everything back, unless a thread is still inside. */
	close(): void {
		if (this.#stuck) return;
		this.crew.dismiss();
		if (this.#manager.serving !== undefined) this.#manager.disable(this.#manager.serving.id);
		this.#access.free();
		this.slot.destroy();
	}

	#enableFirst(): boolean {
		const [from, to] = this.#ids;
		this.#manager.register(this.job.engine, from);
		this.#manager.register(this.next, to);
		try {
			this.#manager.enable(from);
			return true;
		} catch (error) {
			if (!(error instanceof EnableRefused)) throw error;
			this.#report({ kind: "swap", message: error.message });
			return false;
		}
	}

	/** On a target that other checks used before, the drill's blocks may exist. */
	#clearBlocks(): void {
		for (let block = 0; block < this.board.blocks; block++) this.#access.delete(block);
		this.auditor.auditAll("before its first write");
	}

	get #rehearsals(): readonly Rehearsal[] {
		const always = ["initialize", "by-force"] as const;
		return this.job.target.kind === "file" ? ["fail-activation", ...always] : always;
	}

	/** With either engine as the one to come in: by force is a swap, the others must not be. */
	async #rehearse(): Promise<void> {
		for (const rehearsal of [...this.#rehearsals, ...this.#rehearsals]) {
			const { swaps } = this;
			if (this.#clean()) await this.#attempt(rehearsal);
			// An engine that takes over without writing can't be made to fail: back again.
			const unexpected = rehearsal !== "by-force" && this.swaps > swaps;
			if (unexpected && this.#clean()) await this.#attempt(undefined);
		}
	}

	async #attempt(rehearsal: Rehearsal | undefined): Promise<void> {
		const { board, auditor } = this;
		const after = 2 * this.attempts.length + 2;
		auditor.prepareGuard();
		const outcome = this.#manager.swap(this.#other(), {
			...(rehearsal === "initialize" ? { config: impossibleConfig(this.job) } : {}),
			flushAhead: rehearsal !== "unprepared",
			...(rehearsal === "fail-activation" || rehearsal === "by-force" ? { rehearsal } : {}),
			handOverStarts: () => {
				board.phase = after - 1;
			},
			handOverEnded: () => {
				board.phase = after;
			},
			retiring: (old) => {
				auditor.probeRetiring(old);
				this.#awaitReading(after);
			},
		});
		board.phase = after;
		this.attempts.push({ rehearsal, outcome });
		for (const finding of judgeOutcome(rehearsal, outcome)) this.#report(finding);
		const label = `after attempt ${this.attempts.length} (${describeOutcome(outcome)})`;
		const resting = () => board.restingSince.every((_, w) => this.#restsSince(w) >= after);
		// Also when something was found by now: writers rest whatever their engine answers.
		await until(resting, stuckMs);
		this.crew.check();
		if (!resting()) return this.#reportStuck(`made no progress ${label}`);
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
		await Bun.sleep(settleMs);
		this.auditor.auditAll("after the load ended");
		const { serving } = this.#manager;
		if (serving === undefined || !this.#durable()) return;
		const retirement = this.#manager.disable(serving.id);
		for (const finding of judgeRetirement(retirement, serving.id)) this.#report(finding);
		try {
			this.#manager.enable(serving.id);
		} catch (error) {
			if (!(error instanceof EnableRefused)) throw error;
			this.#report({ kind: "swap", message: `final reopen: ${error.message}` });
			return;
		}
		this.auditor.auditAll("after the final reopen");
	}

	/** Without a durability guarantee blocks end with bse_shutdown. */
	#durable(): boolean {
		return [this.job.engine, this.next].every(({ descriptor }) =>
			descriptor.guarantees.some((name) => name.startsWith("durable-")),
		);
	}

	/**
	 * The old engine lives until the writers have read what it was given last, and have written some
	 * of it again: what only its shutdown brings to the device is missing now and late then.
	 */
	#awaitReading(phase: number): void {
		const end = monotonicNs() + readingNsMax;
		const read = () => this.board.restingSince.every((_, w) => this.#restsSince(w) >= phase);
		while (!read() && monotonicNs() < end) sleepMs(0.2);
	}

	#restsSince(writer: number): number {
		return Atomics.load(this.board.restingSince, writer);
	}

	async #underWay(when: string): Promise<void> {
		const { board } = this;
		const goals = Array.from(board.operations, (done) => done + progressOperations);
		const moved = () =>
			board.operations.every((_, l) => Atomics.load(board.operations, l) - (goals[l] ?? 0) >= 0);
		// A failing engine need not make progress.
		await until(() => moved() || !this.#clean(), stuckMs);
		this.crew.check();
		if (!moved() && this.#clean()) this.#reportStuck(`made no progress ${when}`);
	}

	#reportStuck(what: string): void {
		this.#stuck = true;
		const message = `a thread of the drill ${what} (waited ${stuckMs / 1000} s)`;
		this.#report({ kind: "stuck", message });
	}

	#clean(): boolean {
		return this.findings.length === 0 && this.board.findings.every((count) => count === 0);
	}

	#other(): string {
		const [from, to] = this.#ids;
		return this.#manager.serving?.id === from ? to : from;
	}

	#report(finding: Omit<Finding, "attempts">): void {
		this.findings.push({ ...finding, attempts: this.attempts.length });
	}
}
