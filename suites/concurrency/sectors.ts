import type { ClientProblem, ConcurrentPlan } from "../../harness/contract/index.ts";
import { readSectors, type Sector } from "../model/sector.ts";

/** What a client's read returned, in words, and the writes whose data it held. */
export interface ReadWords {
	readonly sentence: string;
	readonly expected: string;
	readonly found: string;
	readonly values: ReadonlySet<number>;
}

/** The differences of a block from what one write makes, sector by sector. */
export function explainRead(problem: ClientProblem, id: number, plan: ConcurrentPlan): ReadWords {
	const { bytes, message } = problem;
	if (bytes === undefined) {
		const sentence = `block ${id}: ${message}`;
		return { sentence, expected: "no error on a good target", found: message, values: new Set() };
	}
	const sectors = readSectors(bytes);
	const found = describeRuns(sectors, bytes, id, plan);
	const expected = `one write's data in all ${sectors.length} sectors`;
	const sentence = `block ${id}: ${verdictOf(sectors, id, plan, message)}: ${found}`;
	return { sentence, expected, found, values: new Set(sectors.flatMap(valueOfSector)) };
}

function valueOfSector(sector: Sector): number[] {
	return sector.kind === "stamped" ? [sector.stamp.sequence] : [];
}

function verdictOf(
	sectors: readonly Sector[],
	id: number,
	plan: ConcurrentPlan,
	message: string,
): string {
	const stamped = sectors.flatMap((sector) => (sector.kind === "stamped" ? [sector] : []));
	const isForeign = stamped.some(({ stamp }) => stamp.blockId !== BigInt(id));
	if (isForeign) return "a read returned another block's data";
	if (stamped.some(({ stamp }) => stamp.epoch !== plan.epoch)) {
		return "a read returned data from before this test";
	}
	const writes = new Set(stamped.map(({ stamp }) => stamp.sequence));
	if (writes.size > 1) return `a read returned a mixture of ${writes.size} writes`;
	if (writes.size === 1) return "a read returned a part of a write";
	return message;
}

function describeRuns(
	sectors: readonly Sector[],
	bytes: Uint8Array,
	id: number,
	plan: ConcurrentPlan,
): string {
	const runs: { first: number; last: number; text: string }[] = [];
	for (const [index, sector] of sectors.entries()) {
		const part = bytes.subarray(index * 512, (index + 1) * 512);
		const text = describeSector(sector, index, part, id, plan);
		const open = runs.at(-1);
		if (open?.text === text) open.last = index;
		else runs.push({ first: index, last: index, text });
	}
	const shown = runs.slice(0, runsShown).map(({ first, last, text }) => {
		return `${first === last ? `sector ${first}` : `sectors ${first}-${last}`} ${text}`;
	});
	if (runs.length > runsShown) shown.push(`${runs.length - runsShown} more changes`);
	return shown.join(", ");
}

const runsShown = 5;

function describeSector(
	sector: Sector,
	index: number,
	bytes: Uint8Array,
	id: number,
	plan: ConcurrentPlan,
): string {
	if (sector.kind !== "stamped") return describeUnstamped(bytes);
	const { stamp, sectorIndex, corruptAt } = sector;
	const block = stamp.blockId === BigInt(id) ? "" : ` of block ${stamp.blockId}`;
	const epoch = stamp.epoch === plan.epoch ? "" : ` of test phase ${stamp.epoch}`;
	const place = sectorIndex === index ? "" : `, its sector ${sectorIndex}`;
	const damage = corruptAt === undefined ? "" : `, damaged from byte ${corruptAt}`;
	return `write ${stamp.sequence}${block}${epoch}${place}${damage}`;
}

/** Buffers are filled before a read and after a write, so that both show. */
function describeUnstamped(bytes: Uint8Array): string {
	const [first] = bytes;
	if (!bytes.every((byte) => byte === first)) return "bytes that no write held";
	if (first === 0) return "zeros";
	if (first === 0xa5) return "left untouched in the reader's buffer";
	if (first === 0xee) return "a caller's buffer, read after its write had returned";
	return `bytes 0x${(first ?? 0).toString(16)} throughout`;
}
