import type { NativeBuffer } from "../contract/index.ts";
import { allocateGuarded, type NativeEngine } from "../ffi/index.ts";
import { hostUse } from "./host-use.ts";
import type { Usage } from "./water-level.ts";

/** As much memory again as the process has: half of the drill's budget is in use at rest. */
const ballastBytesMin = 32 << 20;
const leasesMax = 64;

/**
 * What the water level looks at, measured: memory and threads of this process against budgets that
 * the drill sets from where it starts, and the engine's pool by the leases that it gives out.
 *
 * Not covered: an engine without leases has no pool that a caller could fill; it has no level here.
 */
export class SickLevel {
	readonly #memoryBudgetBytes: number;
	readonly #threadBudget: number;
	readonly #ballastBytes: number;
	#ballast: NativeBuffer | undefined;
	#leased: number[] = [];
	#poolSize: number | undefined;

	constructor() {
		const { residentBytes, threads } = hostUse();
		this.#ballastBytes = Math.max(ballastBytesMin, residentBytes);
		this.#memoryBudgetBytes = residentBytes + this.#ballastBytes;
		this.#threadBudget = threads;
	}

	/** Undefined until the pool was seen full. */
	usage(): Usage | undefined {
		if (this.#poolSize === undefined) return undefined;
		const { residentBytes, threads } = hostUse();
		return {
			memory: Math.min(1, residentBytes / this.#memoryBudgetBytes),
			threads: Math.min(1, threads / this.#threadBudget),
			pool: Math.min(1, this.#leased.length / this.#poolSize),
		};
	}

	/** Memory up to the budget, and every buffer that the pool gives out. */
	fill(engine: NativeEngine, ids: readonly number[]): void {
		if (!engine.has("lease")) return;
		this.#ballast = allocateGuarded(this.#ballastBytes, "end");
		this.#ballast.bytes.fill(1);
		for (let at = 0; this.#leased.length < leasesMax && at < leasesMax * 2; at++) {
			const lease = engine.lease(BigInt(ids[at % ids.length] ?? 0));
			// Absent blocks have nothing to lease; any other refusal is the pool's end.
			if (lease.status === 0) this.#leased.push(lease.address);
			else if (lease.status !== -2) break;
		}
		if (this.#leased.length > 0) this.#poolSize = this.#leased.length;
	}

	/** Gives everything back. */
	empty(engine: NativeEngine): void {
		for (const address of this.#leased.splice(0)) engine.release(address);
		this.#ballast?.free();
		this.#ballast = undefined;
	}
}
