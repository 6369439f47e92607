/** Blocks around which engines go wrong: ends, bitmap words and pages, 16-bit and 32-bit limits. */
const edges = [0n, 1n, 7n, 8n, 31n, 32n, 63n, 64n, 255n, 256n, 511n, 512n, 4095n, 4096n, 32767n];
const farEdges = [32768n, 65535n, 65536n, (1n << 19n) - 1n, 1n << 19n, (1n << 20n) - 1n, 1n << 20n];

/** 0 to count - 1. */
export function idsBelow(count: number): bigint[] {
	return Array.from({ length: count }, (_, id) => BigInt(id));
}

/** Boundary ids that the capacity has, without repeats, ascending. */
export function boundaryIds(capacityBlocks: number): bigint[] {
	const last = BigInt(capacityBlocks) - 1n;
	const ids = [...edges, ...farEdges, last / 2n, last - 1n, last];
	return [...new Set(ids.filter((id) => id >= 0n && id <= last))].sort((a, b) => (a < b ? -1 : 1));
}

/** Ids that no engine of this capacity has, nearest first; those at the end have every bit set. */
export function outOfRangeIds(capacityBlocks: number): bigint[] {
	const capacity = BigInt(capacityBlocks);
	const candidates = [
		capacity,
		capacity + 1n,
		(1n << 31n) + 1n,
		(1n << 32n) - 1n,
		1n << 32n,
		(1n << 32n) + 2n,
		(1n << 52n) + 3n,
		(1n << 53n) - 1n,
		1n << 53n,
		(1n << 53n) + 1n,
		// Multiplied by a block size these wrap around 64 bits to small offsets.
		(1n << 52n) + 5n,
		(1n << 55n) + 1n,
		(1n << 63n) + 4n,
		(1n << 64n) - 1n,
	];
	return candidates.filter((id) => id >= capacity);
}

/** Blocks whose data an engine would hit if it cut the id or let the offset wrap around. */
export function aliasesOf(id: bigint, blockBytes: number, capacityBlocks: number): bigint[] {
	const size = BigInt(blockBytes);
	const capacity = BigInt(capacityBlocks);
	const masks = [16n, 31n, 32n, 52n, 53n].map((bits) => id & ((1n << bits) - 1n));
	const wraps = [31n, 32n, 63n, 64n].map((bits) => ((id * size) & ((1n << bits) - 1n)) / size);
	const rounded = BigInt(Number(id));
	return [...new Set([...masks, ...wraps, rounded])].filter(
		(alias) => alias !== id && alias < capacity,
	);
}
