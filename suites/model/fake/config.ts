import { errno } from "../errno.ts";

export interface FakeConfig {
	device: string;
	blockBytes: number;
	capacityBlocks: bigint | undefined;
	queueDepth: number;
	poolBuffers: number;
	standby: boolean;
	logLevel: number;
}

export const logLevels = ["error", "warn", "info", "debug"];

export class FakeConfigError extends Error {
	readonly status = -errno.EINVAL;
}

/** Test support: the configuration rules of block_engine.h. */
export function parseFakeConfig(text: string, blockMin: number, blockMax: number): FakeConfig {
	const given = parseObject(text);
	const known = ["device", "block_size", "capacity_blocks", "queue_depth", "pool_buffers"];
	for (const key of Object.keys(given)) {
		if (![...known, "standby", "log_level"].includes(key)) bad(key, "is unknown");
	}
	const integer = (key: string, min: number, max: number, preset: number): number => {
		const value = given[key];
		if (value === undefined) return preset;
		if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) {
			return bad(key, `must be an integer in ${min}..${max}`);
		}
		return value;
	};
	const device = given.device;
	if (typeof device !== "string") return bad("device", "must be a string");
	const blockBytes = integer("block_size", blockMin, blockMax, 4096);
	if ((blockBytes & (blockBytes - 1)) !== 0) bad("block_size", "must be a power of two");
	const capacity = integer("capacity_blocks", 1, Number.MAX_SAFE_INTEGER, 0);
	const standby = given.standby === undefined ? false : given.standby;
	if (typeof standby !== "boolean") return bad("standby", "must be true or false");
	const logLevel = given.log_level === undefined ? "warn" : given.log_level;
	if (typeof logLevel !== "string" || !logLevels.includes(logLevel)) {
		return bad("log_level", "is no level");
	}
	return {
		// As the kernel does: the same file by a longer path.
		device: device.replaceAll("/./", "/").replaceAll("./", ""),
		blockBytes,
		capacityBlocks: capacity === 0 ? undefined : BigInt(capacity),
		queueDepth: integer("queue_depth", 1, 4096, 64),
		poolBuffers: integer("pool_buffers", 1, 65536, 64),
		standby,
		logLevel: logLevels.indexOf(logLevel),
	};
}

function bad(key: string, what: string): never {
	throw new FakeConfigError(`${key} ${what}`);
}

function parseObject(text: string): Record<string, unknown> {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new FakeConfigError("the configuration is not JSON");
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		throw new FakeConfigError("the configuration is not a JSON object");
	}
	return value as Record<string, unknown>;
}
