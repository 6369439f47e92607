import type { CheckContext } from "../../harness/contract/index.ts";
import { FaultDrill } from "./fault-drill.ts";
import { type Geometry, geometryOf, tightGeometryOf } from "./geometry.ts";

/** Makes a device with a working engine on it, runs the drill, and takes it down. */
export async function withFaults(
	context: CheckContext,
	run: (drill: FaultDrill) => Promise<void>,
): Promise<FaultDrill> {
	return await onDevice(context, geometryOf(context, 24), run);
}

/** The same where the engine has little room beside the blocks. */
export function withTightFaults(
	context: CheckContext,
	run: (drill: FaultDrill) => Promise<void>,
): Promise<FaultDrill> {
	return onDevice(context, tightGeometryOf(context, 24), run);
}

async function onDevice(
	context: CheckContext,
	geometry: Geometry,
	run: (drill: FaultDrill) => Promise<void>,
): Promise<FaultDrill> {
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
