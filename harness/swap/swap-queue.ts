import { PluginRefused } from "./catalogue/refusal.ts";
import type { SwapOptions, SwapOutcome } from "./outcome.ts";

/** What happens to a swap that is asked for while another one is under way or waits. */
export type WhenBusy =
	| { readonly kind: "refuse" }
	/** In order, at most so many that wait; what comes then is refused. */
	| { readonly kind: "queue"; readonly waitingMax: number };

interface Waiting {
	readonly to: string;
	readonly options: SwapOptions;
	readonly resolve: (outcome: SwapOutcome) => void;
	readonly reject: (reason: unknown) => void;
}

/**
 * Lets one swap at a time through to the manager, for callers that do not know of each other: an
 * API, a signal, a watched directory. The manager's swap is one synchronous call; between two of
 * them the event loop turns, so that signals and refusals are not held up by a long queue.
 */
export class SwapQueue {
	readonly #waiting: Waiting[] = [];
	#pumping = false;
	#closed = false;

	constructor(
		readonly manager: { swap(to: string, options?: SwapOptions): SwapOutcome },
		readonly whenBusy: WhenBusy,
	) {}

	/** Swaps under way or waiting. */
	get length(): number {
		return this.#waiting.length + (this.#pumping ? 1 : 0);
	}

	/** Rejects with PluginRefused, or with what the manager says of an illegal swap. */
	request(to: string, options: SwapOptions = {}): Promise<SwapOutcome> {
		return new Promise((resolve, reject) => {
			const refusal = this.#whyNot(to);
			if (refusal !== undefined) {
				reject(refusal);
				return;
			}
			this.#waiting.push({ to, options, resolve, reject });
			if (!this.#pumping) this.#pump();
		});
	}

	/** Refuses what waits and what will be asked for; a swap that is under way ends first. */
	close(): void {
		this.#closed = true;
		for (const { to, reject } of this.#waiting.splice(0)) reject(shuttingDown(to));
	}

	#whyNot(to: string): PluginRefused | undefined {
		if (this.#closed) return shuttingDown(to);
		if (!this.#pumping) return undefined;
		if (this.whenBusy.kind === "refuse") {
			return new PluginRefused("busy", `swap to ${to}: another swap is under way: ask again later`);
		}
		if (this.#waiting.length < this.whenBusy.waitingMax) return undefined;
		const message = `swap to ${to}: ${this.#waiting.length} swaps wait already: ask again later`;
		return new PluginRefused("busy", message);
	}

	/** A turn of the event loop before each swap: "under way" begins with the request. */
	#pump(): void {
		this.#pumping = true;
		setImmediate(() => {
			const next = this.#waiting.shift();
			if (next !== undefined) {
				try {
					next.resolve(this.manager.swap(next.to, next.options));
				} catch (error) {
					next.reject(error);
				}
			}
			if (this.#waiting.length > 0) this.#pump();
			else this.#pumping = false;
		});
	}
}

function shuttingDown(to: string): PluginRefused {
	return new PluginRefused("shutting-down", `swap to ${to}: the plugin manager is shutting down`);
}
