/**
 * The stamp: what every written block holds, so that any read tells where it came from.
 *
 * THE SPECIFICATION. harness/native/stamp.c produces the same bytes; a test compares the two.
 * A block is cut into sectors of 512 bytes (a smaller block is one sector, cut off; at least 64
 * bytes). Everything is little-endian; words are u32; arithmetic is modulo 2^32.
 *
 *   byte  word  field
 *      0   0-1  magic "ASSAYBLK"
 *      8   2-3  u64 blockId       the id that the block was written under
 *     16     4  u32 writer        who wrote: 0 = a check, 1.. = a Worker or victim
 *     20     5  u32 epoch         which life of the target or drill phase
 *     24   6-7  u64 sequence      the writer's operation number, never used twice for one block
 *     32     8  u32 sectorIndex   0 for the block's first sector
 *     36     9  u32 checksum      of words 2-8
 *     40 10-127 fill              word k of the sector is fill(key, k)
 *
 *   mix(h, w)    = m ^ (m >>> 15)           with m = (h ^ w) * 0x9E3779B1
 *   key          = 0x811C9DC5, then mix with words 2, 3, 4, 5, 6, 7, 8 in this order
 *   checksum     = mix(key, 0x41535359)
 *   fill(key, k) = m ^ (m >>> 13)           with m = (x ^ (x >>> 16)) * 0x85EBCA6B
 *                                           and  x = key + k * 0x9E3779B9
 *
 * One 32-bit multiplication for 4 bytes and no dependency between words: Math.imul here, SIMD lanes
 * in C (compute all 128 words, then lay the header over the first ten). Every sector has its own
 * key, so a sector that moved inside its block shows too.
 *
 * Not covered: the checksum is no defence against a forger; it tells a stamp from other bytes.
 */
export const sectorBytes = 512;
export const stampHeaderBytes = 40;
export const stampMagicLow = 0x41535341; // "ASSA"
export const stampMagicHigh = 0x4b4c4259; // "YBLK"

export interface Stamp {
	readonly blockId: bigint;
	readonly writer: number;
	readonly epoch: number;
	readonly sequence: number;
}

export function mix(hash: number, word: number): number {
	const product = Math.imul(hash ^ word, 0x9e3779b1);
	return product ^ (product >>> 15);
}

export function checksumOfKey(key: number): number {
	return mix(key, 0x41535359) >>> 0;
}

/** Writes sectors into `words`, which is the whole block (a multiple of 4 bytes). */
export function stampWords(
	words: Uint32Array,
	idLow: number,
	idHigh: number,
	writer: number,
	epoch: number,
	sequence: number,
): void {
	const sequenceLow = sequence >>> 0;
	const sequenceHigh = Math.floor(sequence / 4294967296);
	let blockKey = mix(mix(0x811c9dc5, idLow), idHigh);
	blockKey = mix(mix(blockKey, writer), epoch);
	blockKey = mix(mix(blockKey, sequenceLow), sequenceHigh);
	for (let start = 0, sector = 0; start < words.length; start += 128, sector++) {
		const key = mix(blockKey, sector);
		words[start] = stampMagicLow;
		words[start + 1] = stampMagicHigh;
		words[start + 2] = idLow;
		words[start + 3] = idHigh;
		words[start + 4] = writer;
		words[start + 5] = epoch;
		words[start + 6] = sequenceLow;
		words[start + 7] = sequenceHigh;
		words[start + 8] = sector;
		words[start + 9] = checksumOfKey(key);
		const end = Math.min(start + 128, words.length);
		let counter = (key + Math.imul(10, 0x9e3779b9)) | 0;
		for (let index = start + 10; index < end; index++) {
			const product = Math.imul(counter ^ (counter >>> 16), 0x85ebca6b);
			words[index] = product ^ (product >>> 13);
			counter = (counter + 0x9e3779b9) | 0;
		}
	}
}

/** The block's bytes for this stamp, newly made. For one-off use; loops reuse `stampWords`. */
export function stampedBlock(blockBytes: number, stamp: Stamp): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(new ArrayBuffer(blockBytes));
	stampWords(
		new Uint32Array(bytes.buffer),
		Number(stamp.blockId & 0xffffffffn),
		Number(stamp.blockId >> 32n),
		stamp.writer,
		stamp.epoch,
		stamp.sequence,
	);
	return bytes;
}
