import { type Check, EngineFailure } from "../../harness/contract/index.ts";
import { keepsData, pass } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";

/**
 * A device ends where it ends. Not covered: capacities that only the engine's own metadata push
 * over the end, since how much that is, nobody outside knows; and volatile engines, which keep
 * their
 * blocks elsewhere.
 */
export const configCapacity: Check = {
	id: "config.capacity",
	title: "More blocks than the device holds are refused with -ENOSPC or -EINVAL",
	needs: [],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const fits = Math.floor(context.target.sizeBytes / context.blockBytes);
		const tooMany = [fits + 1, fits * 2, 2 ** 32 + 1, 2 ** 40, 2 ** 53 - 1];
		for (const capacity of tooMany.filter((blocks) => blocks > fits)) {
			const outcome = context.open({ capacity_blocks: capacity });
			if (!outcome.ok && [-errno.ENOSPC, -errno.EINVAL].includes(outcome.status)) continue;
			const found = outcome.ok ? "0" : statusName(outcome.status);
			if (outcome.ok) outcome.engine.shutdown();
			throw new EngineFailure(
				`initialize with capacity_blocks ${capacity} gave ${found}; the device holds ${fits} blocks at most`,
				{ expected: "-ENOSPC or -EINVAL", found },
			);
		}
		context.mustOpen().shutdown();
		return pass(`${tooMany.length} capacities beyond the device were refused`);
	},
};
