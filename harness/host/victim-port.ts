import { calls, pointer } from "../ffi/index.ts";
import { EngineSlot } from "../ffi/slot.ts";

/** Where a victim's writer sends its changes: an engine's table, or a slot by one of its lanes. */
export type Through = { readonly table: number } | { readonly slot: number };

export interface Port {
	write(id: bigint, address: number, bytes: number): number;
	delete(id: bigint): number;
	flush(): number;
	/** Of `count` bse_io at that address. */
	writeBatch(address: number, count: number): number;
}

export function openPort(through: Through, lane: number): Port {
	if ("table" in through) {
		const table = pointer(through.table);
		return {
			write: (id, address, bytes) => calls.assay_write(table, id, pointer(address), bytes),
			delete: (id) => calls.assay_delete(table, id),
			flush: () => calls.assay_flush(table),
			writeBatch: (address, count) => calls.assay_write_batch(table, pointer(address), count),
		};
	}
	const slot = EngineSlot.attach(through.slot).lane(lane);
	return {
		...slot,
		write: (id, address, bytes) => slot.write(Number(id), address, bytes),
		delete: (id) => slot.delete(Number(id)),
	};
}
