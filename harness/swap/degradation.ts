import { CircuitBreaker, type CircuitOptions } from "./circuit.ts";
import {
	executeWithFallback,
	type FallbackAnswer,
	type FallbackEntry,
	type FallbackRequest,
	isFailure,
} from "./fallback.ts";
import { HealthMonitor, type Probe, type ProbeOptions } from "./health.ts";
import { type Usage, WaterLevel, type WaterLevelOptions } from "./water-level.ts";

/** What happened, in order; for the record. */
export interface DegradationEvent {
	readonly kind: "degraded" | "recovered";
	/** `health:disk`, `water-level`, `circuit`. */
	readonly cause: string;
	readonly reason: string;
	readonly atMs: number;
}

export interface DegradationOptions {
	readonly nowMs: () => number;
	readonly probes: readonly { readonly options: ProbeOptions; readonly probe: Probe }[];
	/** Undefined: nobody can say. */
	readonly usage?: () => Usage | undefined;
	readonly circuit?: Partial<CircuitOptions>;
	readonly waterLevel?: Partial<WaterLevelOptions>;
}

/** Entries of the fallback's log that are kept; the rest is counted. */
const logMax = 1000;

/**
 * One engine with its fallback: probes, water level and circuit decide whether it is degraded, and
 * each change is an event. Operations go to the primary while the circuit allows it. A degraded
 * engine is still asked: health and level are told, and only failures of its own calls cut it off.
 */
export class Degradation {
	readonly events: DegradationEvent[] = [];
	readonly log: FallbackEntry[] = [];
	/** Operations that the primary did not serve. */
	failedOver = 0;
	readonly #circuit: CircuitBreaker;
	readonly #level: WaterLevel;
	readonly #monitors: readonly HealthMonitor[];

	constructor(readonly options: DegradationOptions) {
		this.#circuit = new CircuitBreaker(options.circuit, ({ from, to, reason, atMs }) => {
			if (to === "open" && from === "closed") this.#note("degraded", "circuit", reason, atMs);
			if (to === "closed") this.#note("recovered", "circuit", reason, atMs);
		});
		this.#level = new WaterLevel(options.waterLevel, ({ to, reason, atMs }) =>
			this.#note(to, "water-level", reason, atMs),
		);
		this.#monitors = options.probes.map(
			({ options: probe, probe: ask }) =>
				new HealthMonitor(probe, ask, ({ to, reason, atMs }) =>
					this.#note(to, `health:${probe.name}`, reason, atMs),
				),
		);
	}

	get degraded(): boolean {
		const cutOff = this.#circuit.state !== "closed";
		return cutOff || this.#level.degraded || this.#monitors.some(({ degraded }) => degraded);
	}

	/** Probes that are due, and the level. */
	tick(): void {
		const now = this.options.nowMs();
		for (const monitor of this.#monitors) monitor.tick(now);
		const usage = this.options.usage?.();
		if (usage !== undefined) this.#level.note(usage, now);
	}

	execute(request: Omit<FallbackRequest, "refused">): FallbackAnswer {
		const { nowMs } = this.options;
		if (!this.#circuit.allows(nowMs())) {
			return this.#through({ ...request, refused: "the circuit is open" });
		}
		return this.#through({ ...request, primary: () => this.#timed(request.primary) });
	}

	#timed(call: () => number): number {
		const { nowMs } = this.options;
		const started = nowMs();
		let ok = false;
		try {
			const status = call();
			ok = !isFailure(status);
			return status;
		} finally {
			const ended = nowMs();
			this.#circuit.note(ok, ended - started, ended);
		}
	}

	#through(request: FallbackRequest): FallbackAnswer {
		return executeWithFallback(request, this.options.nowMs, (entry) => {
			this.failedOver++;
			if (this.log.length < logMax) this.log.push(entry);
		});
	}

	#note(kind: DegradationEvent["kind"], cause: string, reason: string, atMs: number): void {
		this.events.push({ kind, cause, reason, atMs });
	}
}
