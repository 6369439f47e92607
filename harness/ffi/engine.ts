import type {
	BatchItem,
	BatchOutcome,
	Engine,
	EngineDescriptor,
	EngineQueue,
	EngineStats,
	Lease,
	NativeBuffer,
	Status,
	TextCall,
} from "../contract/index.ts";
import { pointer, viewBytes } from "./buffer.ts";
import { calls, textCalls } from "./calls.ts";
import { EngineHandle, textBytesDefault } from "./handle.ts";
import { layouts } from "./layout.ts";
import type { EngineLibrary } from "./library.ts";
import { checkId, checkLength, checkUnsigned32, writeBatchItems } from "./marshal.ts";
import { NativeQueue } from "./queue.ts";
import { readStats } from "./stats.ts";
import {
	checkHealthWithin,
	type InitializeOutcome,
	initializeWithin,
	shutdownWithin,
} from "./within.ts";

/** Stands where a handle shall come: a refused initialize leaves it there. */
const noHandle = 0x5a5a_5a5a_5a5a_5a5an;

/** An engine behind its table. One thread at a time, unless the engine is thread-safe. */
export class NativeEngine extends EngineHandle implements Engine {
	private constructor(
		library: EngineLibrary,
		descriptor: EngineDescriptor,
		table: number,
		readonly blockBytes: number,
		/** A fallback engine is its parent's to shut down. */
		readonly owned: boolean,
	) {
		super(library, descriptor, table);
	}

	/** bse_initialize with this text. What a stuck call may still use is never freed. */
	static initialize(
		library: EngineLibrary,
		descriptor: EngineDescriptor,
		blockBytes: number,
		configText: string,
		deadlineMs?: number,
	): InitializeOutcome {
		const table = library.copyTable(0);
		const out = new DataView(viewBytes(table, 8).buffer);
		out.setBigUint64(0, noHandle, true);
		const outcome = initializeWithin(pointer(table), configText, deadlineMs);
		const { status, isStuck } = outcome;
		const engine = new NativeEngine(library, descriptor, table, blockBytes, true);
		const handle = out.getBigUint64(0, true);
		const outTouched = handle !== noHandle;
		if (status === 0 && handle !== 0n && outTouched) return { ok: true, engine };
		const words = outcome.message ?? engine.lastError();
		if (!isStuck) engine.retire();
		const message = status === 0 ? "returned 0 without an engine" : words;
		return { ok: false, status, message, isStuck, outTouched };
	}

	write(id: bigint, data: NativeBuffer, length?: number, offset = 0): Status {
		const address = this.address(data, offset);
		return calls.assay_write(this.enter(), checkId(id), address, checkLength(data, offset, length));
	}

	read(id: bigint, data: NativeBuffer, length?: number, offset = 0): Status {
		const address = this.address(data, offset);
		return calls.assay_read(this.enter(), checkId(id), address, checkLength(data, offset, length));
	}

	delete(id: bigint): Status {
		return calls.assay_delete(this.enter(), checkId(id));
	}

	flush(): Status {
		return calls.assay_flush(this.enter());
	}

	stats(): EngineStats | Status {
		const { size, fields } = layouts.bse_stats;
		this.scratch.bytes.fill(0, 0, size);
		this.scratch.view.setUint32(fields.size, size, true);
		const status = calls.assay_get_stats(this.enter(), pointer(this.scratch.address));
		return status === 0 ? readStats(this.scratch.view) : status;
	}

	fillText(call: TextCall, into: NativeBuffer, capacity: number): Status {
		const size = checkUnsigned32(capacity);
		if (size > into.bytes.byteLength) throw new RangeError(`capacity ${capacity}`);
		const address = pointer(into.address + into.bytes.byteLength - size);
		return textCalls[call](this.enter(), address, size);
	}

	fillStats(into: NativeBuffer): Status {
		new DataView(into.bytes.buffer, into.bytes.byteOffset).setUint32(
			layouts.bse_stats.fields.size,
			into.bytes.byteLength,
			true,
		);
		return calls.assay_get_stats(this.enter(), pointer(into.address));
	}

	writeBatch(items: readonly BatchItem[]): BatchOutcome {
		return this.#batch(calls.assay_write_batch, items);
	}

	readBatch(items: readonly BatchItem[]): BatchOutcome {
		return this.#batch(calls.assay_read_batch, items);
	}

	lease(id: bigint): Lease {
		this.needs("lease");
		const view = this.scratch.view;
		const status = calls.assay_lease(this.enter(), checkId(id), pointer(this.scratch.address));
		const address = Number(view.getBigUint64(0, true));
		const length = Number(view.getBigUint64(8, true));
		const whole = status === 0 && address !== 0 && length > 0;
		return { status, address, length, bytes: whole ? viewBytes(address, length) : undefined };
	}

	release(address: number): Status {
		this.needs("lease");
		return calls.assay_release(this.enter(), address as never);
	}

	createQueue(depth: number): EngineQueue | Status {
		this.needs("queue");
		const out = pointer(this.scratch.address);
		this.scratch.view.setBigUint64(0, 0n, true);
		const status = calls.assay_queue_create(this.enter(), checkUnsigned32(depth), out);
		if (status !== 0) return status;
		const queue = Number(this.scratch.view.getBigUint64(0, true));
		return new NativeQueue(queue, () => this.enter());
	}

	checkHealth(deadlineMs?: number): { healthy: number; reason: string } {
		this.needs("health");
		const outcome = checkHealthWithin(this.enter(), deadlineMs, this.scratch);
		this.isStuck ||= outcome.isStuck;
		return { healthy: outcome.status, reason: outcome.message ?? "" };
	}

	collectMetrics(capacity = textBytesDefault): string | Status {
		this.needs("metrics");
		return this.text(calls.assay_collect_metrics, capacity);
	}

	drainLog(capacity = textBytesDefault): string | Status {
		this.needs("logging");
		return this.text(calls.assay_drain_log, capacity);
	}

	setLogLevel(level: number): Status {
		this.needs("logging");
		return calls.assay_set_log_level(this.enter(), checkUnsigned32(level));
	}

	fallback(): Engine | Status {
		this.needs("fallback");
		this.scratch.view.setBigUint64(0, 0n, true);
		const status = calls.assay_get_fallback(this.enter(), pointer(this.scratch.address));
		if (status !== 0) return status;
		const handle = Number(this.scratch.view.getBigUint64(0, true));
		const table = this.library.copyTable(handle);
		return new NativeEngine(this.library, this.descriptor, table, this.blockBytes, false);
	}

	quiesce(deadlineMs: number): Status {
		this.needs("swap");
		return calls.assay_quiesce(this.enter(), checkUnsigned32(deadlineMs));
	}

	activate(): Status {
		this.needs("swap");
		return calls.assay_activate(this.enter());
	}

	/** With a deadline it is given up then. */
	shutdown(deadlineMs?: number): Status {
		if (!this.owned) throw new Error("a fallback engine is shut down by its parent");
		const { status, isStuck } = shutdownWithin(this.enter(), deadlineMs);
		this.isStuck ||= isStuck;
		if (!this.isStuck) this.retire();
		return status;
	}

	#batch(call: typeof calls.assay_write_batch, items: readonly BatchItem[]): BatchOutcome {
		this.needs("batch");
		return writeBatchItems(items, (address, count) => call(this.enter(), pointer(address), count));
	}
}
