import type { DeviceFault } from "../../harness/contract/index.ts";
import type { FaultDrill } from "./fault-drill.ts";

const turns = 3;
const writesPerTurn = 40;

/**
 * So many changes that a log compacts, a journal comes round or a map is written, with a few
 * failed requests somewhere in each turn: what an engine moves of its own accord it may not leave
 * out, and no block that nobody touches just now may go with it.
 */
export async function changeUntilHousekeeping(
	drill: FaultDrill,
	kind: Pick<DeviceFault, "on" | "error" | "losesUnflushed">,
): Promise<void> {
	const { random } = drill;
	// Reads are few, since most are of cached pages; one read ahead that fails is tried again.
	const reads = kind.on.includes("read");
	for (let turn = 0; turn < turns; turn++) {
		const skip = random.below(reads ? 8 : writesPerTurn);
		await drill.fault({ ...kind, skip, times: reads ? 8 : 1 + random.below(2) });
		for (let count = 0; count < writesPerTurn; count++) drill.write(random.pick(drill.ids));
	}
	await drill.fault();
	drill.readAll("after many changes, some of which the device failed");
}
