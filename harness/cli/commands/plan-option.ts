/** `--shard 2/4` and `--plan FILE`: which part of what was selected this run does. */
import { z } from "zod";
import type { Suites } from "../../contract/index.ts";
import { readRegularFile } from "../../preflight/index.ts";
import { Refusal } from "../refusal.ts";
import { divided, onlyIds, type Unit } from "./plan-shards.ts";

export interface ShardChoice {
	readonly index: number;
	readonly count: number;
	/** What `assay plan --json` wrote; absent: divided by estimates. */
	readonly planFile?: string;
}

const countMax = 1000;
const planBytesMax = 16 * 1024 * 1024;

export function readShard(
	text: string | undefined,
	planFile: string | undefined,
): ShardChoice | undefined {
	if (text === undefined) {
		if (planFile === undefined) return undefined;
		throw new Refusal(`--plan ${planFile} says what the shards are; name one with --shard 1/4.`);
	}
	const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.map(Number) ?? [];
	if (
		index === undefined ||
		count === undefined ||
		index < 1 ||
		index > count ||
		count > countMax
	) {
		throw new Refusal(`--shard ${text} is no shard; give its number and how many, such as 2/4.`);
	}
	return { index, count, ...(planFile === undefined ? {} : { planFile }) };
}

export function readShards(text: string | undefined): number {
	if (text !== undefined && /^\d{1,4}$/.test(text)) {
		const shards = Number(text);
		if (shards >= 1 && shards <= countMax) return shards;
	}
	const given =
		text === undefined ? "The command plan needs a count" : `--shards ${text} is no count`;
	throw new Refusal(`${given}; give --shards 4, up to ${countMax}.`);
}

/** This shard's part. Refuses more shards than there are parts: an empty one shows nothing. */
export function shardOf(selected: Suites, units: readonly Unit[], choice: ShardChoice): Suites {
	const { index, count, planFile } = choice;
	const shards = planFile === undefined ? partsOf(units, count) : planned(planFile, units, count);
	return onlyIds(selected, new Set(shards[index - 1]));
}

export function partsOf(units: readonly Unit[], count: number): string[][] {
	demandEnough(units.length, count);
	return divided(units, count).map((shard) => shard.map(({ id }) => id));
}

export function demandEnough(units: number, shards: number): void {
	if (shards <= units) return;
	throw new Refusal(`${shards} shards of ${units} checks, workloads and drills; ask for fewer.`);
}

const planSchema = z.object({
	kind: z.literal("plan"),
	shards: z.array(z.object({ shard: z.string(), ids: z.array(z.string()) })),
});

function planned(path: string, units: readonly Unit[], count: number): string[][] {
	const file = readRegularFile(path, planBytesMax);
	if (!file.ok)
		throw new Refusal(`--plan ${path} ${file.reason}; name what 'assay plan --json' wrote.`);
	const parsed = planSchema.safeParse(jsonOf(new TextDecoder().decode(file.data)));
	if (!parsed.success) {
		throw new Refusal(`--plan ${path} is no plan; name what 'assay plan --json' wrote.`);
	}
	const { shards } = parsed.data;
	if (shards.length !== count) {
		throw new Refusal(
			`--plan ${path} has ${shards.length} shards, not ${count}; name one of those.`,
		);
	}
	const asked = units.map(({ id }) => id).sort();
	const there = shards.flatMap(({ ids }) => ids).sort();
	if (JSON.stringify(asked) !== JSON.stringify(there)) {
		throw new Refusal(
			`--plan ${path} divides other checks, workloads or drills than this command line selects; give the options that the plan was made with.`,
		);
	}
	return shards.map(({ ids }) => ids);
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
