/**
 * How full an engine's host is, as one score from 0 to 100: the weighted shares of memory, threads
 * and pool buffers in use. Above the threshold is degraded; recovered is only some way below it, so
 * that a level that swings around the threshold is not a change each time. Pure.
 *
 * Not covered: one resource that is used up while the others idle; its own error tells that.
 */
export interface Usage {
	/** Shares in use, 0 to 1. */
	readonly memory: number;
	readonly threads: number;
	readonly pool: number;
}

export interface WaterLevelOptions {
	readonly weights: Usage;
	/** At this score and above it is degraded. */
	readonly threshold: number;
	/** Recovered at so many points below the threshold. */
	readonly hysteresis: number;
}

export const waterLevelDefaults: WaterLevelOptions = {
	weights: { memory: 0.4, threads: 0.3, pool: 0.3 },
	threshold: 85,
	hysteresis: 5,
};

const parts = ["memory", "threads", "pool"] as const;

export interface LevelChange {
	readonly to: "degraded" | "recovered";
	readonly score: number;
	readonly reason: string;
	readonly atMs: number;
}

export class WaterLevel {
	readonly options: WaterLevelOptions;
	#degraded = false;

	constructor(
		options: Partial<WaterLevelOptions> = {},
		readonly onChange: (change: LevelChange) => void = () => {},
	) {
		this.options = { ...waterLevelDefaults, ...options };
		const { weights, threshold, hysteresis } = this.options;
		const sum = parts.reduce((total, part) => total + weights[part], 0);
		if (parts.some((part) => !(weights[part] >= 0)) || Math.abs(sum - 1) > 1e-9) {
			const given = parts.map((part) => `${part} ${weights[part]}`).join(", ");
			throw new RangeError(`weights are not negative and add up to 1, not ${given}`);
		}
		if (!(threshold > 0 && threshold <= 100)) {
			throw new RangeError(`a threshold above 0 and up to 100, not ${threshold}`);
		}
		if (!(hysteresis >= 0 && hysteresis < threshold)) {
			throw new RangeError(`a hysteresis from 0 to below the threshold, not ${hysteresis}`);
		}
	}

	get degraded(): boolean {
		return this.#degraded;
	}

	/** Throws for a share that is none: a level of what was not measured would be invented. */
	score(usage: Usage): number {
		for (const part of parts) {
			if (!(usage[part] >= 0 && usage[part] <= 1)) {
				throw new RangeError(`${part} in use is a share from 0 to 1, not ${usage[part]}`);
			}
		}
		const { weights } = this.options;
		return 100 * parts.reduce((total, part) => total + weights[part] * usage[part], 0);
	}

	note(usage: Usage, atMs: number): void {
		const { threshold, hysteresis } = this.options;
		const score = this.score(usage);
		const shares = parts.map((part) => `${part} ${(100 * usage[part]).toFixed(0)} %`).join(", ");
		// A sum of binary fractions may miss the threshold by its last bit.
		const high = score >= threshold - 1e-9;
		if (!this.#degraded && high) {
			this.#degraded = true;
			const reason = `level ${score.toFixed(1)}, from ${threshold} on: ${shares}`;
			this.onChange({ to: "degraded", score, reason, atMs });
		} else if (this.#degraded && score <= threshold - hysteresis && !high) {
			this.#degraded = false;
			const reason = `level ${score.toFixed(1)}: ${shares}`;
			this.onChange({ to: "recovered", score, reason, atMs });
		}
	}
}
