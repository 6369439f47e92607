import type { EngineFile, HostJob, SwapDrill } from "../contract/index.ts";
import { monotonicNs } from "../ffi/index.ts";
import { SwapClients } from "../ffi/swap-client.ts";
import { SwapPacer } from "../ffi/swap-pacer.ts";
import { ClientCrew } from "./client-crew.ts";
import { judgeAtEnd } from "./client-end.ts";
import type { JudgedHistory, JudgeHistory } from "./client-history.ts";
import {
	type ClientAttempt,
	holdAt,
	holdUntilRested,
	isPrepared,
	type Meeting,
	meetingAt,
} from "./client-hold.ts";
import { clientsShape, operationsOf, pacerShape, swapsPerAskedMax } from "./client-setup.ts";
import { swapTold } from "./client-swap.ts";
import { Coverage } from "./coverage.ts";
import { Degradation } from "./degradation.ts";
import { measureDip } from "./dip.ts";
import { DrillPair } from "./drill-pair.ts";
import { Fence } from "./fence.ts";
import type { Finding } from "./finding.ts";
import { diskProbe } from "./health.ts";
import { hostUse } from "./host-use.ts";
import { describeOutcome, judgeOutcome, type Rehearsal } from "./judge-outcome.ts";
import { stuckMs } from "./pace.ts";
import { differently, rehearseAll } from "./setup.ts";
import { type Timetable, timetableOf } from "./timetable.ts";

const settledOperations = 3; // after which each client does what was asked of all

/**
 * A swap drill under every operation that both engines offer: see harness/native/swap_client.h for
 * how each read is judged. Swaps meet the clients held at chosen places of their operations, until
 * every stage of every operation was met, with either engine as the one that is replaced.
 * Not covered: clients that die inside the engine; power cuts, which suites/powercut has.
 */
export class ClientDrill {
	readonly attempts: ClientAttempt[] = [];
	readonly findings: Finding[] = [];
	readonly clients: SwapClients;
	readonly pacer: SwapPacer;
	readonly crew: ClientCrew;
	readonly coverage: Coverage;
	/** What the history checkers said, and of how many operations; undefined: nobody asked. */
	judged: JudgedHistory | undefined;
	readonly #startedNs = monotonicNs();
	/** When the load ended, from the start. */
	endedMs = 0;
	readonly pair: DrillPair;
	/** Whether the engine that serves calls itself healthy meanwhile; its events are recorded. */
	readonly degradation: Degradation;
	/** Of a storm. */
	readonly timetable: Timetable | undefined;
	readonly fence: Fence;
	/** Threads may still be in an engine: nothing may be shut down or freed. */
	#stuck = false;

	constructor(
		readonly job: HostJob,
		readonly drill: SwapDrill,
		readonly next: EngineFile,
		readonly progress: (message: string) => void,
		readonly judgeHistory: JudgeHistory | undefined,
	) {
		this.pair = new DrillPair(job, next, drill, (finding) => this.#report(finding));
		const { slot, unhealthy } = this.pair;
		const probes = [{ options: diskProbe, probe: unhealthy }];
		this.degradation = new Degradation({ nowMs: () => monotonicNs() / 1e6, probes });
		const shape = clientsShape(job, drill, next);
		this.clients = new SwapClients(shape, slot.address, this.#startedNs);
		slot.observe(this.clients.watchAddress);
		this.pacer = new SwapPacer(pacerShape(shape, slot.address));
		this.crew = new ClientCrew(this.clients, job.recorderPath, this.pacer);
		this.fence = new Fence(job, shape.firstId + shape.clients * shape.blocksPerClient);
		this.timetable = timetableOf(drill, () => this.#nowMs());
		this.coverage = new Coverage(this.pair.ids, operationsOf([job.engine, next]));
	}

	get swaps(): number {
		return this.attempts.filter(({ outcome }) => outcome.kind === "swapped").length;
	}

	async run(): Promise<void> {
		if (!this.pair.enableFirst()) return;
		this.pair.clear(this.clients.shape);
		await this.crew.start();
		await this.#underWay("at the start");
		let rehearsed = this.drill.manager === "sleeping";
		while (this.#goesOn() && this.#clean()) {
			const due = meetingAt(this.attempts.length, this.#storming);
			await this.#attempt(this.swaps < this.drill.swaps ? due : "held", undefined);
			// A storm is not interrupted.
			if (!rehearsed && this.swaps >= this.drill.swaps >> (this.timetable ? 0 : 1)) {
				rehearsed = true;
				await this.#rehearse();
			}
			this.progress(`${this.swaps} of ${this.drill.swaps} swaps`);
		}
		await this.#finish();
	}

	/** Gives everything back, unless a thread may still be inside. */
	close(): void {
		if (this.#stuck || this.crew.working) return;
		this.crew.dismiss();
		this.pair.close();
		this.clients.free();
		this.fence.free();
		this.pacer.free();
	}

	get #storming(): boolean {
		return this.timetable !== undefined && this.swaps < this.drill.swaps;
	}

	/** As many swaps as asked for, and then as many as it takes to meet every moment. */
	#goesOn(): boolean {
		if (this.swaps < this.drill.swaps) return true;
		const { missed } = this.coverage;
		return missed.length > 0 && this.attempts.length < this.drill.swaps * swapsPerAskedMax;
	}

	async #rehearse(): Promise<void> {
		const attempt = async (rehearsal: Rehearsal | undefined) => {
			if (this.#clean()) await this.#attempt("mixed", rehearsal);
		};
		await rehearseAll(this.job.target.kind, () => this.swaps, attempt);
	}

	async #attempt(meeting: Meeting, rehearsal: Rehearsal | undefined): Promise<void> {
		const { clients } = this;
		const index = this.attempts.length;
		const after = 2 * index + 2;
		clients.allow(meeting === "writes" ? ["write"] : clients.shape.operations);
		const storming = this.#storming;
		if (storming) await this.timetable?.due();
		else if (!(await this.#underWay(`before attempt ${index + 1}`))) return;
		const from = this.pair.serving;
		const together = this.pair.threadSafe ? this.drill.writers : 1;
		if (meeting === "held") await holdAt(clients, this.coverage.next(from, together));
		const prepared = isPrepared(index, meeting, this.pair.threadSafe);
		const { outcome, closedMs, places } = swapTold(this.pair.manager, clients, {
			...{ to: this.pair.other, after, nowMs: () => this.#nowMs() },
			options: { ...differently(rehearsal, this.job), ...(prepared ? {} : { flushAhead: false }) },
			retiring: (old) => {
				const late = this.fence.probe(old);
				if (late !== undefined) this.#report(late);
				if (!storming) holdUntilRested(clients, after);
			},
		});
		this.coverage.note(from, places);
		for (const finding of judgeOutcome(rehearsal, outcome)) this.#report(finding);
		const when = `after attempt ${index + 1} (${describeOutcome(outcome)})`;
		if (!storming && !(await this.#underWay(when))) return;
		if (!storming) await Bun.sleep(this.drill.pauseMs);
		this.degradation.tick();
		const dip = closedMs > 0 ? measureDip(clients.timeline, closedMs, this.#nowMs()) : undefined;
		const use = { ...hostUse(), serving: this.pair.serving };
		this.attempts.push({ meeting, rehearsal, outcome, use, dip, closedMs });
	}

	async #finish(): Promise<void> {
		if (!this.#stuck) await this.#underWay("after the last swap");
		this.endedMs = this.#nowMs();
		if (!(await this.crew.stop(stuckMs))) {
			this.#reportStuck("did not come back from a call into the engine when the load ended");
			return;
		}
		const { judged, findings } = judgeAtEnd(this, this.judgeHistory);
		this.judged = judged;
		for (const finding of findings) this.#report(finding);
	}

	async #underWay(when: string): Promise<boolean> {
		const moved = await this.crew.underWay(settledOperations, stuckMs);
		if (!moved) this.#reportStuck(`made no progress ${when}`);
		return moved;
	}

	#reportStuck(what: string): void {
		this.#stuck = true;
		const waited = `(waited ${stuckMs / 1000} s)`;
		this.#report({ kind: "stuck", message: `a client of the drill ${what} ${waited}` });
	}

	#clean(): boolean {
		return this.findings.length === 0 && this.clients.findings().length === 0;
	}

	#nowMs(): number {
		return (monotonicNs() - this.#startedNs) / 1e6;
	}

	/** A client knows itself when it found something. */
	#report(finding: Omit<Finding, "attempts"> & Partial<Finding>): void {
		this.findings.push({ attempts: this.attempts.length, ...finding });
	}
}
