import { pointer, Scratch } from "./buffer.ts";
import { checkUnsigned32 } from "./marshal.ts";
import { bindNative } from "./native.ts";

/**
 * The engine slot of harness/native/slot.h. Its address is a number: a Worker attaches to it and
 * calls whatever engine serves, without ever binding a symbol of that engine.
 */
const symbols = bindNative({
	assay_slot_create: { args: ["u32", "u32"], returns: "ptr" },
	assay_slot_destroy: { args: ["ptr"], returns: "void" },
	assay_slot_observe: { args: ["ptr", "ptr"], returns: "void" },
	assay_slot_asymmetric: { args: ["ptr"], returns: "u32" },
	assay_slot_engine: { args: ["ptr"], returns: "ptr" },
	assay_slot_set: { args: ["ptr", "ptr", "u32"], returns: "i32" },
	assay_slot_store_without_drain: { args: ["ptr", "ptr"], returns: "void" },
	assay_slot_hand_over: {
		args: ["ptr", "ptr", "u32", "u32", "u32", "u32", "ptr"],
		returns: "i32",
	},
	assay_slot_write: { args: ["ptr", "u32", "u64", "ptr", "u32"], returns: "i32" },
	assay_slot_read: { args: ["ptr", "u32", "u64", "ptr", "u32"], returns: "i32" },
	assay_slot_delete: { args: ["ptr", "u32", "u64"], returns: "i32" },
	assay_slot_flush: { args: ["ptr", "u32"], returns: "i32" },
	assay_slot_write_batch: { args: ["ptr", "u32", "ptr", "u32"], returns: "i32" },
});
const write = symbols.assay_slot_write;
const read = symbols.assay_slot_read;
const remove = symbols.assay_slot_delete;
const flush = symbols.assay_slot_flush;
const writeBatch = symbols.assay_slot_write_batch;

export const slotLanes = 64;

/** In the order of enum assay_swap_stage. */
const stages = ["none", "refused", "drain", "quiesce", "activate", "done"] as const;
export type HandOverStage = (typeof stages)[number];

/** What happened between closing the gate and opening it; assay_swap_report. */
export interface HandOver {
	/** The stage that failed, or `done`. */
	readonly stage: HandOverStage;
	readonly status: number;
	/** The failing engine's own words. */
	readonly message: string;
	/** Status of re-activating the old engine; 0 also when that was not needed. */
	readonly rollbackStatus: number;
	/** Who did not come back from a call: it must not be called, shut down or unloaded any more. */
	readonly stuck?: { readonly failing: boolean; readonly old: boolean };
	/** CLOCK_MONOTONIC; 0 for a stage that was not reached. */
	readonly closedNs: number;
	readonly drainedNs: number;
	readonly quiescedNs: number;
	readonly activatedNs: number;
	readonly openedNs: number;
}

export interface HandOverDeadlines {
	readonly drainMs: number;
	readonly quiesceMs: number;
	/**
	 * What a call may take that has no deadline of its own (initialize, health check, activate,
	 * shutdown), and a quiesce beyond its own. Absent: as long as it takes; then one that never comes
	 * back is for whoever watches the process. Costs two threads in the stall, some 60 us.
	 */
	readonly callMs?: number;
}

/**
 * `fail-activation`: files can't be written while the new engine activates (RLIMIT_FSIZE), so that
 * one that takes over by writing must refuse. `by-force`: the old engine is flushed but not asked
 * to quiesce.
 */
export type HandOverRehearsal = "fail-activation" | "by-force";
const rehearsalBits: Record<HandOverRehearsal, number> = { "fail-activation": 1, "by-force": 2 };

/** A caller's place in the slot; one thread each. Block ids up to 2^53 here. */
export interface SlotLane {
	write(id: number, address: number, bytes: number): number;
	read(id: number, address: number, bytes: number): number;
	delete(id: number): number;
	flush(): number;
	/** Of `count` bse_io at that address. */
	writeBatch(address: number, count: number): number;
}

const messageBytes = 192;
const reportBytes = 8 * 8 + messageBytes + 2 * 8;

export class EngineSlot {
	private constructor(readonly address: number) {}

	/**
	 * `serialize`: an engine that will be in it is not thread-safe. `fences`: callers pay them
	 * instead of the swapper; for comparison.
	 */
	static create(options: { serialize?: boolean; fences?: boolean } = {}): EngineSlot {
		const address = Number(
			symbols.assay_slot_create(options.serialize ? 1 : 0, options.fences ? 1 : 0),
		);
		if (address === 0) throw new Error("out of memory for an engine slot");
		return new EngineSlot(address);
	}

	/** A slot that another thread created. */
	static attach(address: number): EngineSlot {
		return new EngineSlot(Number(pointer(address)));
	}

	/** Callers go without fences: membarrier works on this kernel. */
	get asymmetric(): boolean {
		return symbols.assay_slot_asymmetric(pointer(this.address)) === 1;
	}

	/** The serving engine's table; 0: none. */
	get table(): number {
		return Number(symbols.assay_slot_engine(pointer(this.address)));
	}

	lane(lane: number): SlotLane {
		if (!Number.isInteger(lane) || lane < 0 || lane >= slotLanes) {
			throw new RangeError(`slot lane ${lane}: there are ${slotLanes}`);
		}
		const slot = pointer(this.address);
		return {
			write: (id, address, bytes) => write(slot, lane, id, address as never, bytes),
			read: (id, address, bytes) => read(slot, lane, id, address as never, bytes),
			delete: (id) => remove(slot, lane, id),
			flush: () => flush(slot, lane),
			writeBatch: (address, count) => writeBatch(slot, lane, address as never, count),
		};
	}

	/** Before callers come: they say where they are in the assay_slot_watch at that address. */
	observe(watch: number): void {
		symbols.assay_slot_observe(pointer(this.address), pointer(watch));
	}

	/** Puts in the first engine, or takes the last one out (0), after draining. 0 or -ETIMEDOUT. */
	set(table: number, deadlineMs: number): number {
		const engine = (table === 0 ? null : pointer(table)) as never;
		return symbols.assay_slot_set(pointer(this.address), engine, checkUnsigned32(deadlineMs));
	}

	/**
	 * Drains, lets the old engine quiesce and the new one activate, and opens the gate on the new
	 * one, or on the old one if anything failed.
	 */
	handOver(table: number, deadlines: HandOverDeadlines, rehearsal?: HandOverRehearsal): HandOver {
		const report = new Scratch(reportBytes);
		try {
			symbols.assay_slot_hand_over(
				pointer(this.address),
				pointer(table),
				checkUnsigned32(deadlines.drainMs),
				checkUnsigned32(deadlines.quiesceMs),
				rehearsal === undefined ? 0 : rehearsalBits[rehearsal],
				checkUnsigned32(deadlines.callMs ?? 0),
				pointer(report.address),
			);
			return readReport(report);
		} finally {
			report.free();
		}
	}

	/** The sleeping manager's way; for the negative control only. */
	storeWithoutDrain(table: number): void {
		symbols.assay_slot_store_without_drain(pointer(this.address), pointer(table));
	}

	/** Nobody may call through it any more. */
	destroy(): void {
		symbols.assay_slot_destroy(pointer(this.address));
	}
}

function readReport(report: Scratch): HandOver {
	const field = (index: number) => report.view.getFloat64(index * 8, true);
	const after = 8 + messageBytes / 8;
	const [failing, old] = [field(after) === 1, field(after + 1) === 1];
	return {
		stage: stages[field(0)] ?? "none",
		status: field(1),
		rollbackStatus: field(2),
		...(failing || old ? { stuck: { failing, old } } : {}),
		closedNs: field(3),
		drainedNs: field(4),
		quiescedNs: field(5),
		activatedNs: field(6),
		openedNs: field(7),
		message: report.zeroEnded(8 * 8, 8 * 8 + messageBytes),
	};
}
