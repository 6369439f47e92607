import {
	checksumOfKey,
	mix,
	type Stamp,
	sectorBytes,
	stampMagicHigh,
	stampMagicLow,
	stampWords,
} from "./stamp.ts";

/** What one sector of a read buffer holds, told from its own bytes. */
export type Sector =
	| { readonly kind: "zeros" | "canary" | "unknown" }
	| {
			readonly kind: "stamped";
			readonly stamp: Stamp;
			readonly sectorIndex: number;
			/** First byte, counted from the sector's start, that differs from the stamp's fill. */
			readonly corruptAt: number | undefined;
	  };

/** Read buffers are filled with it before a call, so that untouched bytes show. */
export const canaryByte = 0xc5;

export function sectorCount(blockBytes: number): number {
	return Math.max(1, Math.floor(blockBytes / sectorBytes));
}

/** Reads each sector of a block. `bytes` is not changed; its length is a multiple of 4. */
export function readSectors(bytes: Uint8Array): Sector[] {
	const copy = new Uint8Array(new ArrayBuffer(bytes.length));
	copy.set(bytes);
	const words = new Uint32Array(copy.buffer, 0, copy.length >> 2);
	const step = sectorBytes / 4;
	const sectors: Sector[] = [];
	for (let start = 0; start < words.length; start += step) {
		sectors.push(readSector(words.subarray(start, Math.min(start + step, words.length))));
	}
	return sectors;
}

function readSector(words: Uint32Array): Sector {
	if (words.every((word) => word === 0)) return { kind: "zeros" };
	const canaryWord = canaryByte * 0x01010101;
	if (words.every((word) => word === canaryWord)) return { kind: "canary" };
	if (words[0] !== stampMagicLow || words[1] !== stampMagicHigh) return { kind: "unknown" };
	let key = 0x811c9dc5;
	for (let index = 2; index < 9; index++) key = mix(key, words[index] ?? 0);
	if (checksumOfKey(key) !== words[9]) return { kind: "unknown" };
	const stamp = stampOf(words);
	return {
		kind: "stamped",
		stamp,
		sectorIndex: words[8] ?? 0,
		corruptAt: firstDifference(words, stamp),
	};
}

function stampOf(words: Uint32Array): Stamp {
	const word = (index: number): number => words[index] ?? 0;
	return {
		blockId: (BigInt(word(3)) << 32n) | BigInt(word(2)),
		writer: word(4),
		epoch: word(5),
		sequence: word(7) * 4294967296 + word(6),
	};
}

function firstDifference(words: Uint32Array, stamp: Stamp): number | undefined {
	const index = words[8] ?? 0;
	// A sector number that no block size allows (1 MiB has 2048 sectors) is no reason to allocate.
	if (index >= 1 << 20) return 32;
	const step = sectorBytes / 4;
	const expected = new Uint32Array((index + 1) * step);
	const [idLow, idHigh] = [Number(stamp.blockId & 0xffffffffn), Number(stamp.blockId >> 32n)];
	stampWords(expected, idLow, idHigh, stamp.writer, stamp.epoch, stamp.sequence);
	for (let word = 0; word < words.length; word++) {
		if (words[word] !== expected[index * step + word]) return word * 4;
	}
	return undefined;
}
