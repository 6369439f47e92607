import { type Check, EngineFailure } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { blockSizesOf } from "../model/block-sizes.ts";
import { blocksWithRoom } from "../model/room.ts";
import { Session } from "../model/session.ts";

/** Every power of two that the descriptor promises, and the ones beside them that it does not. */
export const blockSizes: Check = {
	id: "config.block-sizes",
	title: "Every block size in the descriptor's range works, and none outside it",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const { blockBytesMin, blockBytesMax } = context.descriptor;
		const { promised, fitting } = blockSizesOf(context, 12);
		for (const bytes of fitting) {
			context.target.renew();
			const capacity = Math.min(64, blocksWithRoom(context, bytes));
			const config = { block_size: bytes, capacity_blocks: capacity };
			const session = new Session(context, { config });
			const last = BigInt(capacity) - 1n;
			for (const id of [0n, 1n, last - 1n, last]) session.write(id);
			session.verify([0n, 1n, 2n, last - 1n, last], `with blocks of ${bytes} bytes`);
			session.delete(1n);
			session.writeZeros(2n);
			session.reopen();
			session.verify([0n, 1n, 2n, last - 1n, last], `with blocks of ${bytes} bytes, reopened`);
			session.close();
		}
		context.target.renew();
		const { sectorBytes } = context.target;
		for (const bytes of [blockBytesMin / 2, blockBytesMax * 2]) {
			// On large sectors the descriptor begins with them: the engine may take smaller blocks.
			if (bytes < 1 || bytes > 2 ** 31 || (sectorBytes > 512 && bytes < sectorBytes)) continue;
			const outcome = context.open({ block_size: bytes, capacity_blocks: 4 });
			if (!outcome.ok) continue;
			outcome.engine.shutdown();
			throw new EngineFailure(`a block size of ${bytes} was accepted`, {
				expected: `-EINVAL: the descriptor says ${blockBytesMin} to ${blockBytesMax}`,
			});
		}
		return pass(`${fitting.length} of ${promised.length} block sizes fit the target and worked`);
	},
};
