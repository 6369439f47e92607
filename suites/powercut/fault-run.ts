import type { CheckContext } from "../../harness/contract/index.ts";
import { FaultDrill } from "./fault-drill.ts";
import { geometryOf } from "./geometry.ts";

/** Makes a device with a working engine on it, runs the drill, and takes it down. */
export async function withFaults(
	context: CheckContext,
	run: (drill: FaultDrill) => Promise<void>,
): Promise<FaultDrill> {
	const geometry = geometryOf(context, 24);
	const rig = await context.rig({ sizeBytes: geometry.sizeBytes, seed: context.seed });
	try {
		const drill = new FaultDrill(context, rig, geometry);
		await drill.mustWork("before any fault");
		await run(drill);
		drill.close();
		return drill;
	} finally {
		await rig.close();
	}
}
