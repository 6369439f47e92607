import type { CheckOutcome, EngineDescriptor } from "../../harness/contract/index.ts";

/** For checks of data: a sink stores nothing, so there is nothing to read again. */
export function storesData(descriptor: EngineDescriptor): true | string {
	if (!descriptor.capabilities.includes("sink")) return true;
	return "the engine is a sink: it stores nothing";
}

/** For checks of what outlives a shutdown or a killed process. */
export function keepsData(descriptor: EngineDescriptor): true | string {
	const stores = storesData(descriptor);
	if (stores !== true) return stores;
	if (descriptor.guarantees.some((one) => one.startsWith("durable"))) return true;
	return "the engine is volatile: its blocks end with its shutdown";
}

/** For checks that would have an engine on a device write too much. */
export function isVolatile(descriptor: EngineDescriptor): true | string {
	const stores = storesData(descriptor);
	if (stores !== true) return stores;
	if (keepsData(descriptor) !== true) return true;
	return "the engine keeps its blocks on the device";
}

export function pass(message: string): CheckOutcome {
	return { verdict: "pass", message };
}

export function notApplicable(message: string): CheckOutcome {
	return { verdict: "not-applicable", message };
}

export function couldNotRun(message: string): CheckOutcome {
	return { verdict: "could-not-run", message };
}
