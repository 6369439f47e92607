import { type BlockState, describeStamp } from "./block-state.ts";
import { readSectors, type Sector } from "./sector.ts";
import { type Stamp, sectorBytes, stampMagicLow } from "./stamp.ts";

/** Tells where the bytes of a read of block `id` came from. `expected`: any of these was right. */
export function explainBlock(
	bytes: Uint8Array,
	id: bigint,
	expected: readonly BlockState[],
): string {
	const parts = readSectors(bytes).map((sector, index) =>
		explainSector(sector, index, id, expected),
	);
	const runs: { first: number; last: number; text: string }[] = [];
	parts.forEach((text, index) => {
		const open = runs.at(-1);
		if (open !== undefined && open.text === text) open.last = index;
		else runs.push({ first: index, last: index, text });
	});
	const only = runs[0];
	if (runs.length === 1 && only !== undefined) return only.text;
	const shown = runs.slice(0, 4).map((run) => `${sectorRange(run.first, run.last)} ${run.text}`);
	if (runs.length > 4) shown.push(`${runs.length - 4} more changes follow`);
	return `a torn block, broken at sector ${runs[1]?.first ?? 0}: ${shown.join("; ")}`;
}

function sectorRange(first: number, last: number): string {
	return first === last ? `sector ${first}:` : `sectors ${first}-${last}:`;
}

function explainSector(
	sector: Sector,
	index: number,
	id: bigint,
	expected: readonly BlockState[],
): string {
	switch (sector.kind) {
		case "zeros":
			return "zeros";
		case "canary":
			return "bytes that the engine left untouched";
		case "unknown":
			return "bytes that no write of this check ever held";
		case "stamped": {
			const source = `the data of ${describeStamp(sector.stamp)}`;
			if (sector.sectorIndex !== index) {
				return `${source}, but its sector ${sector.sectorIndex} (moved inside a block)`;
			}
			const reason = reasonFor(sector.stamp, id, expected);
			const corrupt =
				sector.corruptAt === undefined
					? ""
					: `, corrupt from byte ${index * sectorBytes + sector.corruptAt}`;
			return `${source}${reason}${corrupt}`;
		}
	}
}

function reasonFor(stamp: Stamp, id: bigint, expected: readonly BlockState[]): string {
	if (stamp.blockId !== id) return " (misdirected: another block's data)";
	const stamps = expected.flatMap((state) => (state.kind === "stamped" ? [state.stamp] : []));
	if (stamps.some((one) => sameWrite(one, stamp))) return "";
	if (stamps.length === 0) return " (stale: it was deleted or lost since)";
	if (stamps.every((one) => one.writer !== stamp.writer || one.epoch !== stamp.epoch)) {
		return " (foreign: another writer's or another life's data)";
	}
	if (stamps.every((one) => one.sequence > stamp.sequence)) return " (stale)";
	return " (a write that cannot be visible here)";
}

function sameWrite(left: Stamp, right: Stamp): boolean {
	return (
		left.sequence === right.sequence && left.writer === right.writer && left.epoch === right.epoch
	);
}

/** Another block's stamp in a buffer whose read failed: "sector 2 holds ...", or undefined. */
export function foreignData(bytes: Uint8Array, id: bigint): string | undefined {
	if (!mayHoldStamps(bytes)) return undefined;
	const sectors = readSectors(bytes.subarray(0, bytes.length & ~3));
	for (const [index, sector] of sectors.entries()) {
		if (sector.kind === "stamped" && sector.stamp.blockId !== id) {
			return `sector ${index} holds the data of ${describeStamp(sector.stamp)}`;
		}
	}
	return undefined;
}

/** Cheap, because nearly every failed read leaves nothing: does any sector begin like a stamp? */
function mayHoldStamps(bytes: Uint8Array): boolean {
	const [first, second] = [stampMagicLow & 0xff, (stampMagicLow >> 8) & 0xff];
	for (let start = 0; start < bytes.length; start += sectorBytes) {
		if (bytes[start] === first && bytes[start + 1] === second) return true;
	}
	return false;
}
