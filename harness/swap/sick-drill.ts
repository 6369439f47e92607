import type { EngineFile, HostJob, SwapDrill } from "../contract/index.ts";
import { setLimit } from "../ffi/index.ts";
import { Board } from "./board.ts";
import { Degradation } from "./degradation.ts";
import { DrillPair } from "./drill-pair.ts";
import type { Finding } from "./finding.ts";
import { cacheProbe, diskProbe, type Probe } from "./health.ts";
import { judgeOutcome } from "./judge-outcome.ts";
import type { SwapOutcome } from "./outcome.ts";
import { boardShape } from "./setup.ts";
import { notDegraded, notRecovered } from "./sick-expect.ts";
import { SickLevel } from "./sick-level.ts";
import { SickLoad } from "./sick-load.ts";

/** The drill's own time: its periods cost nothing but the operations within them. */
const turnMs = 100;
const turnsPerSecond = 1000 / turnMs;
/** Three probes of a disk, 2 s apart, and one more; the circuit needs far less. */
const sickSeconds = 9;
/** An open circuit tries again after 5 s; then three trials. */
const wellSeconds = 9;

/**
 * An engine falls sick and is watched: its device refuses writes for a while (a limit on the size
 * of files, so that no privilege is needed), health probes, water level and circuit have to say so,
 * and to take it back once it is well. The first time it has to recover by itself, the second time
 * it is replaced while it is degraded; then the other one the same. Whatever was acknowledged
 * meanwhile, by the engine or by its fallback, must be read afterwards.
 *
 * Not covered: engines whose writes no limit makes fail, and those that serve no more after a
 * failed flush until they are opened again, as they may (not-applicable); a call that never
 * returns; latency as a reason, since the drill's time does not pass within a call.
 */
export class SickDrill {
	readonly findings: Finding[] = [];
	readonly outcomes: SwapOutcome[] = [];
	readonly degradation: Degradation;
	readonly load: SickLoad;
	readonly level = new SickLevel();
	/** Why there is nothing to recover from; undefined: there is. */
	inapplicable: string | undefined;
	readonly #pair: DrillPair;
	#nowMs = 0;

	constructor(
		readonly job: HostJob,
		readonly drill: SwapDrill,
		readonly next: EngineFile,
		readonly progress: (message: string) => void,
	) {
		const report = (finding: Omit<Finding, "attempts">) => this.#report(finding);
		this.#pair = new DrillPair(job, next, drill, report);
		this.degradation = new Degradation({
			nowMs: () => this.#nowMs,
			probes: [
				{ options: diskProbe, probe: this.#pair.unhealthy },
				{ options: cacheProbe, probe: this.#cache },
			],
			usage: () => this.level.usage(),
		});
		const board = new Board(boardShape(job, drill, next));
		const { slot, unhealthy } = this.#pair;
		this.load = new SickLoad(board, slot, this.degradation, unhealthy, report);
	}

	async run(): Promise<void> {
		if (!this.#pair.enableFirst()) return;
		const { load, drill } = this;
		for (let block = 0; block < load.board.blocks; block++) load.access.delete(block);
		this.#watch();
		this.#well("before the first fault");
		while (this.outcomes.length < drill.swaps && this.#goesOn) {
			this.#period("by itself", () => {});
			if (this.#goesOn) this.#period("replaced", () => this.#replace());
			this.progress(`${this.outcomes.length} of ${drill.swaps} sick engines replaced`);
		}
		if (this.inapplicable !== undefined) return;
		load.auditor.auditAll("at the end");
		if (this.#pair.reopen()) load.auditor.auditAll("after the final reopen");
	}

	close(): void {
		this.#pair.close();
		this.load.access.free();
	}

	get #goesOn(): boolean {
		return this.findings.length === 0 && this.inapplicable === undefined;
	}

	/** What a cache would serve: a block that was read before. */
	readonly #cache: Probe = () => {
		const { access } = this.load;
		const seen = access.see(0);
		return seen.kind === "error" ? `a read of block 0 failed with ${seen.status}` : undefined;
	};

	/** Sick, then well again; `between`: the device works, and the engine is still degraded. */
	#period(how: string, between: () => void): void {
		const from = this.degradation.events.length;
		const { failed: failedBefore, failedByDevice: byDeviceBefore } = this.load;
		this.load.toldSick = false;
		const name = this.#pair.serving;
		setLimit("fileSize", 0);
		try {
			this.#seconds(sickSeconds);
		} finally {
			setLimit("fileSize", undefined);
		}
		if (this.load.failed === failedBefore) {
			this.inapplicable = "no operation failed under a limit on the size of files";
			return;
		}
		const { serving } = this.#pair.manager;
		const { toldSick, failedByDevice } = this.load;
		const hasHealth = serving?.engine.has("health") ?? false;
		const sickness = { name, failed: failedByDevice - byDeviceBefore, hasHealth, toldSick };
		this.#reportAll(notDegraded({ ...sickness, events: this.degradation.events.slice(from) }));
		if (this.load.access.lane.flush() !== 0) {
			this.inapplicable = "after a failed flush it serves no more until it is opened again";
			return;
		}
		if (serving !== undefined) {
			this.level.fill(serving.engine, this.#ids);
			this.#seconds(1);
			this.level.empty(serving.engine);
		}
		between();
		this.#seconds(wellSeconds);
		const who = `${this.#pair.serving} (${how})`;
		this.#reportAll(notRecovered(this.degradation.events.slice(from), who));
		this.#well(`after ${name} was sick, ${how}`);
	}

	get #ids(): number[] {
		const { board } = this.load;
		return Array.from({ length: board.blocks }, (_, block) => board.id(block));
	}

	#replace(): void {
		const outcome = this.#pair.manager.swap(this.#pair.other);
		this.outcomes.push(outcome);
		this.#reportAll(judgeOutcome(undefined, outcome));
		this.#watch();
	}

	/** The fallback of the engine that serves now. */
	#watch(): void {
		const { serving } = this.#pair.manager;
		const fallback = serving?.engine.has("fallback") ? serving.engine.fallback() : undefined;
		this.load.fallback = typeof fallback === "number" ? undefined : fallback;
	}

	#seconds(count: number): void {
		for (let turn = 1; turn <= count * turnsPerSecond; turn++) {
			this.load.turn(turn);
			this.#nowMs += turnMs;
			this.degradation.tick();
		}
	}

	/** The device works: nothing may fail, and nothing be degraded. */
	#well(when: string): void {
		const before = this.load.failed + this.load.refused;
		this.#seconds(3);
		const failed = this.load.failed + this.load.refused - before;
		const { degraded } = this.degradation;
		if (failed === 0 && !degraded) return;
		const found = degraded ? "degraded" : `${failed} operations failed`;
		const message = `${when}, with a device that works: ${found}`;
		this.#report({ kind: "error", message, expected: "nothing degraded, nothing failed", found });
	}

	#reportAll(findings: readonly Omit<Finding, "attempts">[]): void {
		for (const finding of findings) this.#report(finding);
	}

	#report(finding: Omit<Finding, "attempts">): void {
		this.findings.push({ ...finding, attempts: this.outcomes.length });
	}
}
