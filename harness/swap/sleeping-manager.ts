import type { EngineFile } from "../contract/index.ts";
import { monotonicNs, sleepMs } from "../ffi/index.ts";
import { LibraryShelf } from "./library-shelf.ts";
import {
	EnableRefused,
	type ManagerOptions,
	type SwapManager,
	type SwapOptions,
	type SwapOutcome,
} from "./outcome.ts";
import { closeEngine, type OpenEngine, openEngine, type Retirement } from "./running.ts";

/** What the article waits for "writes to finish". */
const pauseMs = 500;

/**
 * The article's plugin manager: start the next engine, sleep, store a pointer. No standby, no
 * draining, no hand-over, no roll-back, and what was replaced is forgotten. THE NEGATIVE CONTROL:
 * a drill that passes it is broken.
 */
export class SleepingManager implements SwapManager {
	readonly #files = new Map<string, EngineFile>();
	readonly #shelf = new LibraryShelf();
	/** The article leaves them to its garbage collector; here they end with the drill. */
	readonly #forgotten: OpenEngine[] = [];
	#serving: { id: string; opened: OpenEngine } | undefined;

	constructor(readonly options: ManagerOptions) {}

	register(file: EngineFile, id: string): string {
		this.#files.set(id, file);
		return id;
	}

	get serving() {
		return this.#serving && { id: this.#serving.id, engine: this.#serving.opened.engine };
	}

	enable(id: string): void {
		const opening = this.#start(id);
		if (!opening.ok) throw new EnableRefused(`${id}: ${opening.stage}: ${opening.message}`);
		this.#serving = { id, opened: opening.opened };
		this.options.slot.storeWithoutDrain(opening.opened.engine.table);
	}

	swap(to: string, options: SwapOptions = {}): SwapOutcome {
		const old = this.#serving;
		if (old === undefined) throw new Error("nothing serves");
		const parties = { from: old.id, to };
		options.handOverStarts?.();
		const opening = this.#start(to);
		if (!opening.ok) {
			const { stage, status, message } = opening;
			return { kind: "rolled-back", ...parties, stage, status, message };
		}
		sleepMs(pauseMs);
		const storedNs = monotonicNs();
		this.options.slot.storeWithoutDrain(opening.opened.engine.table);
		this.#forgotten.push(old.opened);
		this.#serving = { id: to, opened: opening.opened };
		const handOver = {
			stage: "done" as const,
			status: 0,
			message: "",
			rollbackStatus: 0,
			closedNs: storedNs,
			drainedNs: storedNs,
			quiescedNs: storedNs,
			activatedNs: storedNs,
			openedNs: storedNs,
		};
		options.handOverEnded?.(handOver);
		const retirement = { shutdownStatus: 0, unloading: "kept" as const };
		return { kind: "swapped", ...parties, handOver, retirement };
	}

	disable(): Retirement {
		this.options.slot.set(0, this.options.deadlines.drainMs);
		for (const opened of this.#forgotten.splice(0)) closeEngine(this.#shelf, opened);
		const serving = this.#serving;
		this.#serving = undefined;
		if (serving === undefined) throw new Error("nothing serves");
		return closeEngine(this.#shelf, serving.opened);
	}

	#start(id: string) {
		const file = this.#files.get(id);
		if (file === undefined) throw new Error(`no plugin ${id} is registered`);
		const { blockBytes, config } = this.options;
		return openEngine(this.#shelf, file, blockBytes, JSON.stringify(config));
	}
}
