import type { EngineConfig, EngineFile } from "../contract/index.ts";
import { type NativeEngine, sleepMs } from "../ffi/index.ts";
import type { HandOver } from "../ffi/slot.ts";
import { PluginRefused } from "./catalogue/refusal.ts";
import { LibraryShelf } from "./library-shelf.ts";
import { type LifecycleState, transition } from "./lifecycle.ts";
import {
	EnableRefused,
	type ManagerOptions,
	type SwapManager,
	type SwapOptions,
	type SwapOutcome,
	shuttingDown,
	stillBusy,
} from "./outcome.ts";
import { type Plugin, PluginRegistry, type ReleaseClaims } from "./plugin-registry.ts";
import { closeEngine, type OpenEngine, openEngine, type Retirement } from "./running.ts";

/**
 * Shutting down and unloading take a processor, which those who waited at the gate need more: with
 * 4 writers on 2 busy processors the third quartile of their stalls is a fifth shorter for it.
 */
const callersFirstMs = 0.5;

interface Running extends OpenEngine {
	readonly plugin: Plugin;
}

/**
 * Registers engines and decides which one serves behind the slot. Swapping follows the design:
 * while the old engine serves, load and verify the next one, initialize it in standby, check its
 * health, flush the old one; then hand over (harness/native/swap.c); then shut down and unload the
 * old one. Whatever fails before the hand-over's store leaves the old engine serving. Calls are
 * synchronous: one swap at a time by construction.
 */
export class PluginManager implements SwapManager {
	readonly #plugins = new PluginRegistry();
	readonly #shelf = new LibraryShelf();
	#running: Running | undefined;
	#busy = false;
	#shuttingDown = false;

	constructor(readonly options: ManagerOptions) {}

	/** Takes the plugin in by what its note and its release say; runs none of its code. */
	register(file: EngineFile, id?: string, claims?: ReleaseClaims): string {
		if (this.#shuttingDown) throw shuttingDown();
		return this.#plugins.register(file, id, claims);
	}

	/** Registered, and not removed since. */
	has(id: string): boolean {
		return this.#plugins.has(id);
	}

	state(id: string): LifecycleState {
		return this.#plugins.get(id).state;
	}

	/** The engine that serves now. */
	get serving(): { readonly id: string; readonly engine: NativeEngine } | undefined {
		return this.#running && { id: this.#running.plugin.id, engine: this.#running.engine };
	}

	/** Opens the plugin and puts it into the empty slot. Throws with the engine's own words. */
	enable(id: string, config: EngineConfig = {}): void {
		this.#alone(() => {
			const plugin = this.#plugins.get(id);
			const state = transition(id, plugin.state, "enable");
			this.#plugins.checkDependencies(plugin);
			if (this.#running !== undefined) {
				throw new Error(`${this.#running.plugin.id} serves: swap it with ${id} instead`);
			}
			const opened = this.#open(plugin, config);
			if (!opened.ok) {
				throw new EnableRefused(`${id}: ${opened.stage} failed: ${opened.message}`);
			}
			const { slot, deadlines } = this.options;
			const status = slot.set(opened.opened.engine.table, deadlines.drainMs);
			if (status !== 0) throw new Error(`the empty slot did not drain: status ${status}`);
			this.#running = { ...opened.opened, plugin };
			plugin.state = state;
		});
	}

	/** Replaces the engine that serves. A failure of the next engine is an outcome, no exception. */
	swap(to: string, options: SwapOptions = {}): SwapOutcome {
		return this.#alone(() => {
			const next = this.#plugins.get(to);
			const old = this.#running;
			if (old === undefined) throw new Error(`nothing serves: enable ${to} instead`);
			if (old.plugin === next) throw new Error(`${to} serves already: it can't replace itself`);
			if (old.engine.isStuck && options.rehearsal !== "by-force") throw stillBusy(old.plugin.id);
			const oldState = transition(old.plugin.id, old.plugin.state, "disable");
			const nextState = transition(to, next.state, "enable");
			this.#plugins.checkDependencies(next);
			const parties = { from: old.plugin.id, to };
			const opened = this.#open(next, { ...options.config, standby: true });
			if (!opened.ok) {
				const { stage, status, message } = opened;
				return { kind: "rolled-back", ...parties, stage, status, message };
			}
			const handOver = this.#handOver(opened.opened, old, options);
			if (handOver.stage !== "done") {
				this.#close(opened.opened);
				const { stage, status, message } = handOver;
				return { kind: "rolled-back", ...parties, stage, status, message, handOver };
			}
			this.#running = { ...opened.opened, plugin: next };
			old.plugin.state = oldState;
			next.state = nextState;
			options.retiring?.(old.engine);
			sleepMs(callersFirstMs);
			return { kind: "swapped", ...parties, handOver, retirement: this.#close(old) };
		});
	}

	/** Takes the engine out of service: callers get -ENODEV until another one is enabled. */
	disable(id: string): Retirement {
		return this.#alone(() => {
			const plugin = this.#plugins.get(id);
			const state = transition(id, plugin.state, "disable");
			return this.#stop(plugin, state);
		});
	}

	/** Forgets the plugin, whatever its state; one that serves is disabled first. */
	unregister(id: string): void {
		this.#alone(() => {
			const plugin = this.#plugins.get(id);
			const state = transition(id, plugin.state, "unregister");
			if (plugin.state === "ENABLED") this.#stop(plugin, state);
			plugin.state = state;
		});
	}

	/**
	 * Takes whatever serves out of service, for good: what is asked of the manager from now on is
	 * refused. Throws, and may be called again, if calls do not leave the engine by the deadline.
	 */
	shutDown(): Retirement | undefined {
		if (this.#busy) throw new PluginRefused("busy", "a swap is under way: shut down after it");
		this.#shuttingDown = true;
		const running = this.#running;
		if (running === undefined) return undefined;
		const { id, state } = running.plugin;
		return this.#stop(running.plugin, transition(id, state, "disable"));
	}

	#handOver(next: OpenEngine, old: OpenEngine, options: SwapOptions): HandOver {
		const { slot, deadlines } = this.options;
		// What it has to bring to the device is brought while it serves; the rest is quiesce's. Through
		// the slot, since it need not be thread-safe; an error there will be quiesce's as well.
		if (options.flushAhead !== false && !old.engine.isStuck) slot.lane(0).flush();
		options.handOverStarts?.();
		const handOver = slot.handOver(next.engine.table, deadlines, options.rehearsal);
		const { stuck, stage } = handOver;
		next.engine.isStuck ||= stage === "activate" && stuck?.failing === true;
		old.engine.isStuck ||= stuck?.old === true || (stage === "quiesce" && stuck?.failing === true);
		options.handOverEnded?.(handOver);
		return handOver;
	}

	#stop(plugin: Plugin, state: LifecycleState): Retirement {
		const running = this.#running;
		if (running?.plugin !== plugin) throw new Error(`${plugin.id} is ${plugin.state} but not here`);
		const { slot, deadlines } = this.options;
		const status = slot.set(0, deadlines.drainMs);
		if (status !== 0) {
			throw new Error(
				`${plugin.id} goes on serving: calls were inside for ${deadlines.drainMs} ms`,
			);
		}
		this.#running = undefined;
		plugin.state = state;
		return this.#close(running);
	}

	#open(plugin: Plugin, config: EngineConfig) {
		const text = JSON.stringify({ ...this.options.config, ...config });
		const { blockBytes, deadlines } = this.options;
		return openEngine(this.#shelf, plugin.file, blockBytes, text, deadlines.callMs);
	}

	#close(opened: OpenEngine): Retirement {
		return closeEngine(this.#shelf, opened, this.options.deadlines.callMs);
	}

	/** A swap's observers run inside it and must not start another one. */
	#alone<Result>(act: () => Result): Result {
		if (this.#shuttingDown) throw shuttingDown();
		if (this.#busy) throw new PluginRefused("busy", "a swap is under way: one at a time");
		this.#busy = true;
		try {
			return act();
		} finally {
			this.#busy = false;
		}
	}
}
