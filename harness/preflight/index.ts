/** Facts about engine files, targets and the host; nothing of an engine is executed here. */
export { hostFacts } from "./host.ts";
export { type InspectResult, inspectEngine, type Refusal } from "./inspect.ts";
export { type NoiseMeter, startNoise } from "./noise.ts";
export { readRegularFile } from "./read-file.ts";
export {
	prepareTarget,
	type TargetRequest,
	type TargetResult,
	unfitForTarget,
} from "./target/index.ts";
export { sectorBytesOf } from "./target/sector.ts";
