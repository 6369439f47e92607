/**
 * Health probes: each is asked at its period; so many failures in a row degrade, and one success
 * recovers. Pure: the caller gives the time, and calls `tick` as often as it likes.
 *
 * Not covered: a probe that never returns.
 */
export interface ProbeOptions {
	readonly name: string;
	readonly periodMs: number;
	/** Failures in a row that degrade. */
	readonly failureThreshold: number;
}

export const diskProbe: ProbeOptions = { name: "disk", periodMs: 2000, failureThreshold: 3 };
export const cacheProbe: ProbeOptions = { name: "cache", periodMs: 1000, failureThreshold: 5 };

/** Undefined: healthy; else why not. A probe that throws has failed, with the error's message. */
export type Probe = () => string | undefined;

export interface HealthChange {
	readonly probe: string;
	readonly to: "degraded" | "recovered";
	readonly reason: string;
	readonly atMs: number;
}

export class HealthMonitor {
	readonly #probe: Probe;
	#failures = 0;
	#degraded = false;
	#dueMs: number | undefined;

	constructor(
		readonly options: ProbeOptions,
		probe: Probe,
		readonly onChange: (change: HealthChange) => void = () => {},
	) {
		const { name, periodMs, failureThreshold } = options;
		if (!(periodMs > 0 && Number.isFinite(periodMs))) {
			throw new RangeError(`probe ${name}: a period above 0 ms, not ${periodMs}`);
		}
		if (!Number.isSafeInteger(failureThreshold) || failureThreshold < 1) {
			throw new RangeError(`probe ${name}: a threshold of 1 or more, not ${failureThreshold}`);
		}
		this.#probe = probe;
	}

	get degraded(): boolean {
		return this.#degraded;
	}

	/** Asks if it is time, once: what was missed is not made up for. True when it asked. */
	tick(nowMs: number): boolean {
		if (this.#dueMs !== undefined && nowMs < this.#dueMs) return false;
		const { periodMs } = this.options;
		// On the grid of the first probe, so that a late tick does not shift the later ones.
		const base = this.#dueMs ?? nowMs;
		this.#dueMs = base + periodMs * (Math.floor((nowMs - base) / periodMs) + 1);
		this.#note(this.#ask(), nowMs);
		return true;
	}

	#ask(): string | undefined {
		try {
			return this.#probe();
		} catch (error) {
			return error instanceof Error ? error.message : String(error);
		}
	}

	#note(failure: string | undefined, atMs: number): void {
		const { name: probe, failureThreshold } = this.options;
		if (failure === undefined) {
			const failures = this.#failures;
			this.#failures = 0;
			if (!this.#degraded) return;
			this.#degraded = false;
			const reason = `healthy again after ${failures} failures`;
			this.onChange({ probe, to: "recovered", reason, atMs });
			return;
		}
		this.#failures++;
		if (this.#degraded || this.#failures < failureThreshold) return;
		this.#degraded = true;
		const reason = `${this.#failures} failures in a row, the last one: ${failure}`;
		this.onChange({ probe, to: "degraded", reason, atMs });
	}
}
