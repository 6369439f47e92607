/** --engine-config: JSON or a file with JSON, held to what block_engine.h lets a config say. */
import type { EngineConfig, PreparedEngine } from "../contract/index.ts";
import { readRegularFile } from "../preflight/index.ts";
import { Refusal } from "./refusal.ts";
import { didYouMean } from "./suggest.ts";

const bytesMax = 1024 * 1024;
const logLevels = ["error", "warn", "info", "debug"];

interface Rule {
	readonly expected: string;
	accepts(value: unknown): boolean;
}

const integer = (min: number, max: number): Rule => ({
	expected: `a whole number from ${min} to ${max}`,
	accepts: (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
});

const rules: Readonly<Record<string, Rule>> = {
	block_size: {
		expected: "a power of two in bytes",
		accepts: (value) =>
			typeof value === "number" &&
			value >= 1 &&
			value <= 2 ** 31 &&
			Number.isInteger(Math.log2(value)),
	},
	capacity_blocks: integer(1, Number.MAX_SAFE_INTEGER),
	queue_depth: integer(1, 4096),
	pool_buffers: integer(1, 65_536),
	log_level: {
		expected: `one of ${logLevels.join(", ")}`,
		accepts: (value) => logLevels.some((level) => level === value),
	},
};

/** Keys of the ABI that are the harness's to say. */
const ours: Readonly<Record<string, string>> = {
	device: "the storage is chosen with --target",
	standby: "the swap drills decide when an engine stands by",
};

export function readEngineConfig(argument: string | undefined): EngineConfig {
	if (argument === undefined) return {};
	const isText = /^\s*[[{"]/.test(argument);
	const where = isText ? "--engine-config" : `--engine-config ${argument}`;
	return parseEngineConfig(isText ? argument : readText(argument), where);
}

function readText(path: string): string {
	const file = readRegularFile(path, bytesMax);
	if (file.ok) return new TextDecoder().decode(file.data);
	throw new Refusal(
		`--engine-config ${path} ${file.reason}; give a JSON object such as '{"queue_depth":128}', or a file with one.`,
	);
}

/** Pure. `where` begins the sentence of a refusal. */
export function parseEngineConfig(text: string, where: string): EngineConfig {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		const reason = error instanceof Error ? error.message.replace(/\s+/g, " ") : String(error);
		throw new Refusal(
			`${where} is not valid JSON (${reason}); give an object such as '{"queue_depth":128}'.`,
		);
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		throw new Refusal(`${where} is JSON, but no object; give one such as '{"queue_depth":128}'.`);
	}
	for (const [key, each] of Object.entries(value)) {
		const reason = Object.hasOwn(ours, key) ? ours[key] : undefined;
		if (reason !== undefined) {
			throw new Refusal(`${where} may not hold the key ${key}: ${reason}; leave it away.`);
		}
		const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
		if (rule === undefined) {
			const known = Object.keys(rules);
			const next = `known are ${known.join(", ")}`;
			throw new Refusal(
				`${where} holds the unknown key ${JSON.stringify(key)}${didYouMean(key, known, next)}`,
			);
		}
		if (!rule.accepts(each)) {
			const found = JSON.stringify(each).slice(0, 60);
			throw new Refusal(`${where} sets ${key} to ${found}; it must be ${rule.expected}.`);
		}
	}
	return { ...value };
}

/** A block size that an engine's own descriptor excludes would only make its every check fail. */
export function demandConfigFits(config: EngineConfig, engines: readonly PreparedEngine[]): void {
	const asked = config.block_size;
	if (typeof asked !== "number") return;
	for (const { file } of engines) {
		const { name, blockBytesMin, blockBytesMax } = file.descriptor;
		if (asked >= blockBytesMin && asked <= blockBytesMax) continue;
		throw new Refusal(
			`--engine-config sets block_size to ${asked}, and engine ${name} takes ${blockBytesMin} to ${blockBytesMax}; choose one that it takes.`,
		);
	}
}
