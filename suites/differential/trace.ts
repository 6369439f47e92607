import { boundaryIds, outOfRangeIds } from "../model/ids.ts";
import { Random } from "../model/random.ts";

/** One call, or a shutdown and initialize, as every engine of a comparison makes it. */
export type Step =
	| { readonly kind: "write" | "fallback-write"; readonly id: bigint; readonly sequence: number }
	| {
			readonly kind: "write-zeros" | "read" | "delete" | "lease" | "fallback-read";
			readonly id: bigint;
	  }
	| {
			readonly kind: "write-length" | "read-length";
			readonly id: bigint;
			readonly length: number;
	  }
	| { readonly kind: "write-batch" | "read-batch"; readonly items: readonly Item[] }
	| { readonly kind: "flush" | "stats" | "reopen" };

export interface Item {
	readonly id: bigint;
	readonly sequence: number;
	/** Other than the block size: to be refused. */
	readonly length?: number;
}

/** What the engines of a comparison can all do. */
export interface Abilities {
	readonly batch: boolean;
	readonly lease: boolean;
	readonly fallback: boolean;
	readonly reopen: boolean;
}

const weights: Readonly<Record<Step["kind"], number>> = {
	write: 24,
	"write-zeros": 2,
	read: 26,
	delete: 10,
	"write-length": 2,
	"read-length": 2,
	"write-batch": 8,
	"read-batch": 8,
	lease: 4,
	"fallback-read": 8,
	"fallback-write": 3,
	flush: 1,
	stats: 2,
	reopen: 1,
};
export const itemsMax = 12;
/** Of 100 single calls and items: beyond the capacity. */
const beyondPercent = 4;

/** The same trace from the same seed and shape, on any engine. */
export function makeTrace(
	seed: number,
	length: number,
	shape: { readonly blockBytes: number; readonly capacityBlocks: number },
	abilities: Abilities,
): Step[] {
	const random = new Random(seed, 0xd1ff);
	const deck = deckOf(abilities);
	const { blockBytes, capacityBlocks } = shape;
	const few = Array.from({ length: Math.min(12, capacityBlocks) }, (_, id) => BigInt(id));
	const ids = [...few, ...few, ...boundaryIds(capacityBlocks)];
	const beyond = outOfRangeIds(capacityBlocks);
	const lengths = [0, 64, blockBytes / 2, blockBytes + 512, blockBytes * 2].filter(
		(bytes) => bytes !== blockBytes,
	);
	let sequence = 0;
	const pickId = () => random.pick(random.below(100) < beyondPercent ? beyond : ids);
	const pickItem = (): Item => {
		const item = { id: pickId(), sequence: ++sequence };
		return random.below(20) === 0 ? { ...item, length: random.pick(lengths) } : item;
	};
	const make = (kind: Step["kind"]): Step => {
		switch (kind) {
			case "write":
			case "fallback-write":
				return { kind, id: pickId(), sequence: ++sequence };
			case "write-length":
			case "read-length":
				return { kind, id: random.pick(ids), length: random.pick(lengths) };
			case "write-batch":
			case "read-batch":
				return { kind, items: Array.from({ length: random.below(itemsMax + 1) }, pickItem) };
			case "flush":
			case "stats":
			case "reopen":
				return { kind };
			default:
				return { kind, id: pickId() };
		}
	};
	return Array.from({ length }, () => make(random.pick(deck)));
}

function deckOf(abilities: Abilities): Step["kind"][] {
	const needs: Partial<Record<Step["kind"], keyof Abilities>> = {
		"write-batch": "batch",
		"read-batch": "batch",
		lease: "lease",
		"fallback-read": "fallback",
		"fallback-write": "fallback",
		reopen: "reopen",
	};
	return (Object.keys(weights) as Step["kind"][]).flatMap((kind) => {
		const need = needs[kind];
		const can = need === undefined || abilities[need];
		return new Array<Step["kind"]>(can ? weights[kind] : 0).fill(kind);
	});
}

export function describeStep(step: Step): string {
	const name = step.kind.replace("-", " ");
	if ("items" in step) {
		const items = step.items.map((item) => describeItem(step.kind === "write-batch", item));
		return `${name} of ${step.items.length} [${items.join(", ")}]`;
	}
	if ("length" in step) return `${name} ${step.length} of block ${step.id}`;
	if ("sequence" in step) return `${name} ${step.sequence} to block ${step.id}`;
	return "id" in step ? `${name} block ${step.id}` : name;
}

function describeItem(writes: boolean, { id, sequence, length }: Item): string {
	const what = writes ? `${id} := write ${sequence}` : `${id}`;
	return length === undefined ? what : `${what} (${length} bytes)`;
}

/** Blocks that a step touches; none: it concerns them all. */
export function blocksOf(step: Step): readonly bigint[] {
	if ("items" in step) return step.items.map(({ id }) => id);
	return "id" in step ? [step.id] : [];
}
