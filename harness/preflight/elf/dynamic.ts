/** The dynamic section, found through PT_DYNAMIC: what the loader will do with this file. */
import { type Bytes, MalformedFile } from "./bytes.ts";
import { dynamicTag, segmentType } from "./constants.ts";
import type { Segment } from "./header.ts";

export interface DynamicSection {
	/** The last value of a tag, as the loader takes it. */
	value(tag: number): number | undefined;
	/** All values of a tag, for DT_NEEDED. */
	values(tag: number): readonly number[];
	/** A string of the dynamic string table. */
	string(offset: number, what: string): string;
	/** File offset of an address that PT_LOAD maps from the file. */
	offsetOf(address: number, what: string): number;
}

const maxEntries = 65_536;

export function readDynamic(bytes: Bytes, segments: readonly Segment[]): DynamicSection {
	const dynamic = segments.find((segment) => segment.type === segmentType.dynamic);
	if (dynamic === undefined || dynamic.fileBytes < 16) {
		throw new MalformedFile("has no dynamic section, so it cannot be loaded as a plugin");
	}
	const tags = readTags(bytes, dynamic);
	const offsetOf = (address: number, what: string): number => {
		for (const segment of segments) {
			const inside = address >= segment.address && address < segment.address + segment.fileBytes;
			if (segment.type === segmentType.load && inside) {
				return address - segment.address + segment.offset;
			}
		}
		throw new MalformedFile(`${what} at address ${address} is in no loaded segment`);
	};
	const value = (tag: number): number | undefined => tags.get(tag)?.at(-1);
	return {
		value,
		values: (tag) => tags.get(tag) ?? [],
		offsetOf,
		string(offset, what) {
			const table = value(dynamicTag.stringTable);
			const size = value(dynamicTag.stringTableSize);
			if (table === undefined || size === undefined) {
				throw new MalformedFile("has no dynamic string table");
			}
			const start = offsetOf(table, "the dynamic string table");
			if (offset >= size) throw new MalformedFile(`${what} lies outside the string table`);
			return bytes.text(start + offset, start + size, what);
		},
	};
}

function readTags(bytes: Bytes, dynamic: Segment): Map<number, number[]> {
	const tags = new Map<number, number[]>();
	const count = Math.min(Math.floor(dynamic.fileBytes / 16), maxEntries);
	for (let index = 0; index < count; index++) {
		const at = dynamic.offset + index * 16;
		const tag = Number(bytes.u64(at, "a dynamic entry"));
		if (tag === 0) break;
		// Beyond 2^53 precision is lost, harmlessly: offsetOf finds no such address either way.
		const entryValue = Number(bytes.u64(at + 8, "a dynamic entry"));
		const known = tags.get(tag);
		if (known === undefined) tags.set(tag, [entryValue]);
		else known.push(entryValue);
	}
	return tags;
}
