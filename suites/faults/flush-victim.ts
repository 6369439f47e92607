import { EngineFailure, type VictimScript } from "../../harness/contract/index.ts";
import { type BlockState, renderState, stamped } from "../model/block-state.ts";
import { statusName } from "../model/errno.ts";

const count = 12;

/** Both the victim and its judge know what is written in which round. */
export function writesOf(last: bigint, round: number): { id: bigint; state: BlockState }[] {
	return Array.from({ length: count }, (_, index) => {
		const id = last - BigInt(index) * 2n;
		const sequence = round * 100 + index;
		return { id, state: stamped({ blockId: id, writer: 1, epoch: 0, sequence }) };
	});
}

/**
 * Writes and flushes without a limit (step 1), then again under one. Step 2: every write and the
 * flush returned 0. Step 3: something failed. Then it waits to be killed.
 */
export const flushUnderLimit: VictimScript = {
	id: "faults.flush-under-limit",
	run(context, parameters, acknowledged) {
		const engine = context.mustOpen();
		const buffer = context.allocate(engine.blockBytes, "end");
		const words = new Uint32Array(new ArrayBuffer(engine.blockBytes));
		const last = BigInt(context.capacityBlocks) - 1n;
		const writeRound = (round: number): number => {
			for (const { id, state } of writesOf(last, round)) {
				renderState(words, state);
				buffer.bytes.set(new Uint8Array(words.buffer));
				const status = engine.write(id, buffer);
				if (status !== 0) return status;
			}
			return engine.flush();
		};
		const healthy = writeRound(1);
		if (healthy !== 0) {
			throw new EngineFailure(`a write or flush returned ${statusName(healthy)} without a limit`);
		}
		acknowledged(1);
		context.faults.limitFileSize(Number(parameters.limitBytes));
		acknowledged(writeRound(2) === 0 ? 2 : 3);
		for (let wait = 0; wait < 1000; wait++) context.sleepMs(20);
	},
};
