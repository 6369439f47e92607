import { bench, do_not_optimize } from "mitata";
import { allocateGuarded, calls, pointer } from "../../harness/ffi/index.ts";
import { blockBytes, openEngine } from "./parts.ts";

/** The memory engine's, since null has nothing to lend. Returns what closes it. */
export function benchLease(enginePath: string): () => void {
	const engine = openEngine(enginePath, 1024);
	const block = allocateGuarded(blockBytes);
	const status = engine.write(5n, block);
	if (status !== 0) throw new Error(`write before the lease returned ${status}`);
	const { assay_lease, assay_release } = calls;
	const table = pointer(engine.table);
	const out = allocateGuarded(16);
	const lent = new BigUint64Array(out.bytes.buffer, 0, 2);
	const outAddress = pointer(out.address);
	bench("lease and release", () => {
		const leased = assay_lease(table, 5n, outAddress);
		if (leased !== 0) throw new Error(`lease returned ${leased}`);
		return do_not_optimize(assay_release(table, Number(lent[0]) as never));
	});
	return () => {
		engine.shutdown();
		out.free();
		block.free();
	};
}
