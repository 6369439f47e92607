import type { Check, HostNeed } from "../../harness/contract/index.ts";
import { keepsData, notApplicable, pass } from "../model/applies.ts";
import { statusName } from "../model/errno.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";
import { configOf, geometryOf } from "./geometry.ts";

export const loopNeeds: readonly HostNeed[] = ["root", "loop-device"];
const sectorBytes = 4096;

/**
 * A block device whose smallest transfer is 4,096 bytes. Blocks of that size and more must work on
 * it; smaller ones may be refused, since no block of them can be written alone.
 */
export const largeSectors: Check = {
	id: "faults.sector-4096",
	title: "A block device with 4,096-byte sectors works, or is refused for smaller blocks only",
	needs: [],
	hostNeeds: loopNeeds,
	appliesTo: keepsData,
	depth: "ci",
	run(context) {
		const geometry = geometryOf(context, 40);
		const device = context.loopDevice({ sizeBytes: geometry.sizeBytes, sectorBytes });
		const config = configOf(geometry, device.path);
		try {
			if (context.blockBytes < sectorBytes) {
				const opened = context.open(config);
				if (!opened.ok && opened.status < 0) {
					return notApplicable(
						`blocks of ${context.blockBytes} bytes are refused there: ${statusName(opened.status)}`,
					);
				}
				if (opened.ok) opened.engine.shutdown();
			}
			const session = new Session(context, { config });
			const random = new Random(context.seed, 53);
			const ids = geometry.ids.map(BigInt);
			for (let step = 0; step < 120; step++) {
				const id = random.pick(ids);
				const what = random.below(10);
				if (what === 0) session.delete(id);
				else if (what === 1) session.flush();
				else if (what < 4) session.read(id);
				else session.write(id);
			}
			session.verify(ids, "on a device with 4,096-byte sectors");
			session.flush();
			session.reopen();
			session.verify(ids, "on a device with 4,096-byte sectors, after a reopen");
			const direct = context.process.openFlags(device.path).filter((one) => one.direct).length;
			session.close();
			return pass(`120 operations on ${device.path}; ${direct} descriptors with O_DIRECT`);
		} finally {
			device.close();
		}
	},
};
