import type { OpenOutcome } from "../../../harness/contract/index.ts";
import { errno } from "../errno.ts";
import { FakeConfigError, parseFakeConfig } from "./config.ts";
import type { FakeContext } from "./context.ts";
import { FakeEngine } from "./engine.ts";

/** Test support: bse_initialize by the rules of block_engine.h. */
export function initializeFake(context: FakeContext, text: string): OpenOutcome {
	const refuse = (status: number, message: string): OpenOutcome => {
		context.host.lastError = message;
		return { ok: false, status, message };
	};
	try {
		const { blockBytesMin, blockBytesMax } = context.descriptor;
		const config = parseFakeConfig(text, blockBytesMin, blockBytesMax);
		const durable = context.descriptor.guarantees.some((one) => one.startsWith("durable"));
		const device = context.devices.get(config.device);
		if (device === undefined) return refuse(-errno.ENOENT, "device does not exist");
		if (device.foreign !== undefined && durable) return refuse(-errno.EINVAL, "foreign device");
		if (device.serving !== undefined && !config.standby) return refuse(-errno.EBUSY, "in use");
		const fits = BigInt(Math.floor((device.sizeBytes - 8192) / config.blockBytes));
		const capacityBlocks = config.capacityBlocks ?? fits;
		const geometry = device.geometry ?? { blockBytes: config.blockBytes, capacityBlocks };
		if (geometry.blockBytes !== config.blockBytes) return refuse(-errno.EINVAL, "block_size");
		if (capacityBlocks > geometry.capacityBlocks || capacityBlocks > fits) {
			return refuse(-errno.EINVAL, "capacity_blocks is larger than the device");
		}
		if ((context.limits.descriptors ?? 64) <= context.host.descriptors.length) {
			return refuse(-errno.EMFILE, "too many open files");
		}
		device.geometry = geometry;
		const Built = context.options.engine ?? FakeEngine;
		const { descriptor, host } = context;
		return { ok: true, engine: new Built({ descriptor, config, device, capacityBlocks, host }) };
	} catch (error) {
		if (error instanceof FakeConfigError) return refuse(error.status, error.message);
		throw error;
	}
}
