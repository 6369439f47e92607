/**
 * A circuit breaker over recent calls: it opens when more than a share of them fail, or when they
 * take too long in the mean; while open nothing is asked; after a while a few trial calls may close
 * it. Pure: the caller gives the time.
 *
 *   closed --error rate or latency--> open --openMs--> half-open --trials succeed--> closed
 *                                       ^------a trial fails------'
 *
 * Not covered: a call that never returns shows up when it has.
 */
export const circuitStates = ["closed", "open", "half-open"] as const;
export type CircuitState = (typeof circuitStates)[number];

export interface CircuitOptions {
	/** Opens above this share of failed calls. */
	readonly errorRateMax: number;
	/** Opens above this mean. */
	readonly latencyMsMax: number;
	/** What is looked at: the calls of the last so many milliseconds. */
	readonly windowMs: number;
	/** Fewer calls than this say nothing. */
	readonly callsMin: number;
	readonly openMs: number;
	/** Successes in a row that close it again. */
	readonly trialCalls: number;
}

export const circuitDefaults: CircuitOptions = {
	errorRateMax: 0.05,
	latencyMsMax: 800,
	windowMs: 10_000,
	callsMin: 20,
	openMs: 5000,
	trialCalls: 3,
};

/** The window in slices, so that a call costs the same at any rate. */
const slices = 10;

interface Slice {
	/** Number of the slice since time 0: tells an old one that lies in the same place. */
	number: number;
	calls: number;
	failed: number;
	latencyMs: number;
}

export interface CircuitChange {
	readonly from: CircuitState;
	readonly to: CircuitState;
	readonly reason: string;
	readonly atMs: number;
}

export class CircuitBreaker {
	readonly options: CircuitOptions;
	#state: CircuitState = "closed";
	#slices: Slice[] = [];
	#openedMs = 0;
	#trials = 0;

	constructor(
		options: Partial<CircuitOptions> = {},
		readonly onChange: (change: CircuitChange) => void = () => {},
	) {
		this.options = { ...circuitDefaults, ...options };
		const { errorRateMax, ...counts } = this.options;
		if (!(errorRateMax >= 0 && errorRateMax < 1)) {
			throw new RangeError(`errorRateMax is a share from 0 to below 1, not ${errorRateMax}`);
		}
		for (const [name, value] of Object.entries(counts)) {
			if (!(value > 0 && Number.isFinite(value))) {
				throw new RangeError(`${name} is a number above 0, not ${value}`);
			}
		}
	}

	get state(): CircuitState {
		return this.#state;
	}

	/** May the engine be asked now? */
	allows(nowMs: number): boolean {
		if (this.#state === "open" && nowMs - this.#openedMs >= this.options.openMs) {
			this.#trials = 0;
			this.#change("half-open", `${this.options.openMs} ms have passed: trying`, nowMs);
		}
		return this.#state !== "open";
	}

	/** A call has come back. */
	note(ok: boolean, latencyMs: number, nowMs: number): void {
		const slow = latencyMs > this.options.latencyMsMax;
		switch (this.#state) {
			case "open":
				// It was under way when the circuit opened.
				return;
			case "half-open":
				if (!ok || slow) this.#open(ok ? `a trial took ${latencyMs} ms` : "a trial failed", nowMs);
				else if (++this.#trials >= this.options.trialCalls) this.#close(nowMs);
				return;
			case "closed":
				this.#add(ok, latencyMs, nowMs);
				this.#judge(nowMs);
		}
	}

	#sliceOf(nowMs: number): number {
		return Math.floor((nowMs * slices) / this.options.windowMs);
	}

	#add(ok: boolean, latencyMs: number, nowMs: number): void {
		const number = this.#sliceOf(nowMs);
		let slice = this.#slices[number % slices];
		if (slice?.number !== number) {
			slice = { number, calls: 0, failed: 0, latencyMs: 0 };
			this.#slices[number % slices] = slice;
		}
		slice.calls++;
		slice.failed += ok ? 0 : 1;
		slice.latencyMs += latencyMs;
	}

	#judge(nowMs: number): void {
		const { callsMin, errorRateMax, latencyMsMax } = this.options;
		const oldest = this.#sliceOf(nowMs) - slices + 1;
		const recent = this.#slices.filter((slice) => slice.number >= oldest);
		const sum = (name: "calls" | "failed" | "latencyMs") =>
			recent.reduce((total, slice) => total + slice[name], 0);
		const count = sum("calls");
		if (count < callsMin) return;
		const failed = sum("failed");
		const meanMs = sum("latencyMs") / count;
		if (failed / count > errorRateMax) {
			this.#open(`${failed} of ${count} calls failed`, nowMs);
		} else if (meanMs > latencyMsMax) {
			this.#open(`${count} calls took ${meanMs.toFixed(0)} ms in the mean`, nowMs);
		}
	}

	#open(reason: string, nowMs: number): void {
		this.#openedMs = nowMs;
		this.#slices = [];
		this.#change("open", reason, nowMs);
	}

	#close(nowMs: number): void {
		this.#slices = [];
		this.#change("closed", `${this.options.trialCalls} trials succeeded`, nowMs);
	}

	#change(to: CircuitState, reason: string, atMs: number): void {
		const from = this.#state;
		this.#state = to;
		this.onChange({ from, to, reason, atMs });
	}
}
