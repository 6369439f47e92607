/**
 * Exported dynamic symbols. Walked as the loader finds them: DT_GNU_HASH, else DT_HASH, say how
 * many there are; section headers, which a file may lack, are not read.
 */
import { type Bytes, MalformedFile } from "./bytes.ts";
import { dynamicTag } from "./constants.ts";
import type { DynamicSection } from "./dynamic.ts";

export interface ExportedSymbol {
	readonly name: string;
	readonly kind: "function" | "object" | "ifunc" | "other";
}

const symbolBytes = 24;
const maxSymbols = 4_000_000;
const kinds: Readonly<Record<number, ExportedSymbol["kind"]>> = {
	1: "object",
	2: "function",
	10: "ifunc",
};

export function readExports(bytes: Bytes, dynamic: DynamicSection): ExportedSymbol[] {
	const table = dynamic.value(dynamicTag.symbolTable);
	if (table === undefined) return [];
	const start = dynamic.offsetOf(table, "the dynamic symbol table");
	const count = countSymbols(bytes, dynamic);
	bytes.demand(start, count * symbolBytes, "the dynamic symbol table");
	const exported: ExportedSymbol[] = [];
	for (let index = 1; index < count; index++) {
		const at = start + index * symbolBytes;
		const info = bytes.u8(at + 4, "a symbol");
		const visibility = bytes.u8(at + 5, "a symbol") & 3;
		const section = bytes.u16(at + 6, "a symbol");
		const binding = info >> 4;
		// Global, weak or unique; default or protected visibility; defined here.
		const isExported =
			section !== 0 &&
			(binding === 1 || binding === 2 || binding === 10) &&
			(visibility === 0 || visibility === 3);
		if (!isExported) continue;
		const name = dynamic.string(bytes.u32(at, "a symbol"), "a symbol's name");
		exported.push({ name, kind: kinds[info & 15] ?? "other" });
	}
	return exported;
}

function countSymbols(bytes: Bytes, dynamic: DynamicSection): number {
	const gnuHash = dynamic.value(dynamicTag.gnuHash);
	const hash = dynamic.value(dynamicTag.hash);
	let count = 0;
	if (gnuHash !== undefined) {
		count = countByGnuHash(bytes, dynamic.offsetOf(gnuHash, "DT_GNU_HASH"));
	} else if (hash !== undefined) {
		count = bytes.u32(dynamic.offsetOf(hash, "DT_HASH") + 4, "DT_HASH");
	}
	if (count > maxSymbols) throw new MalformedFile(`claims ${count} dynamic symbols`);
	return count;
}

/** The highest symbol that any bucket's chain reaches; a chain ends where the lowest bit is set. */
function countByGnuHash(bytes: Bytes, start: number): number {
	const bucketCount = bytes.u32(start, "DT_GNU_HASH");
	const firstSymbol = bytes.u32(start + 4, "DT_GNU_HASH");
	const bloomWords = bytes.u32(start + 8, "DT_GNU_HASH");
	const buckets = start + 16 + bloomWords * 8;
	const chains = buckets + bucketCount * 4;
	bytes.demand(buckets, bucketCount * 4, "the buckets of DT_GNU_HASH");
	let last = 0;
	for (let index = 0; index < bucketCount; index++) {
		last = Math.max(last, bytes.u32(buckets + index * 4, "a hash bucket"));
	}
	if (last < firstSymbol) return 0;
	while ((bytes.u32(chains + (last - firstSymbol) * 4, "a hash chain") & 1) === 0) last++;
	return last + 1;
}
