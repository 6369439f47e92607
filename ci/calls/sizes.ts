import { barplot, bench, do_not_optimize, summary } from "mitata";
import { queueTurn, timedReadBatch, timedWriteBatch } from "../../harness/ffi/load.ts";
import type { CallParts } from "./parts.ts";

const batchSizes = [1, 2, 4, 8, 16, 32, 64, 128, 256] as const;
const turnSizes = [1, 8, 32] as const;

/**
 * A turn submits and polls. Per call, not per item: the cost of a batch is what its first item
 * costs and what each adds.
 */
export function benchSizes({ batch, queue }: CallParts): void {
	for (const lane of [batch, queue]) {
		for (let i = 0; i < lane.buffers.length; i++) {
			lane.ids[i] = i;
			lane.pending[i] = i;
		}
	}
	const many = batch.address;
	barplot(() => {
		for (const size of batchSizes) {
			bench(`timed read batch of ${size}`, () => do_not_optimize(timedReadBatch(many, size)));
		}
	});
	for (const size of batchSizes) {
		bench(`timed write batch of ${size}`, () => do_not_optimize(timedWriteBatch(many, size)));
	}
	summary(() => {
		for (const size of turnSizes) {
			bench(`queue turn of ${size}`, () =>
				do_not_optimize(queueTurn(queue.address, size, size, 0)),
			);
		}
	});
}
