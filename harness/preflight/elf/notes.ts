/** ELF notes, found through PT_NOTE. */
import { type Bytes, MalformedFile } from "./bytes.ts";
import { segmentType } from "./constants.ts";
import type { Segment } from "./header.ts";

export interface Note {
	readonly owner: string;
	readonly type: number;
	readonly descriptor: Uint8Array;
}

const maxNotes = 1024;

export function readNotes(bytes: Bytes, segments: readonly Segment[]): Note[] {
	const notes: Note[] = [];
	const seen = new Set<number>();
	for (const segment of segments) {
		if (segment.type !== segmentType.note) continue;
		for (const { offset, note } of readSegmentNotes(bytes, segment)) {
			// Linkers may cover one note with two segments; it is still one note.
			if (!seen.has(offset)) notes.push(note);
			seen.add(offset);
			if (notes.length > maxNotes) throw new MalformedFile(`has more than ${maxNotes} notes`);
		}
	}
	return notes;
}

function* readSegmentNotes(bytes: Bytes, segment: Segment) {
	const alignment = segment.alignment === 8 ? 8 : 4;
	const align = (value: number) => Math.ceil(value / alignment) * alignment;
	const end = segment.offset + segment.fileBytes;
	let at = segment.offset;
	while (at + 12 <= end) {
		const ownerBytes = bytes.u32(at, "a note");
		const descriptorBytes = bytes.u32(at + 4, "a note");
		const type = bytes.u32(at + 8, "a note");
		const descriptorAt = at + align(12 + ownerBytes);
		if (descriptorAt + descriptorBytes > end) {
			throw new MalformedFile(`the note at offset ${at} is longer than its segment`);
		}
		const owner = ownerOf(bytes.slice(at + 12, ownerBytes, "a note's owner"));
		const descriptor = bytes.slice(descriptorAt, descriptorBytes, "a note's contents");
		yield { offset: at, note: { owner, type, descriptor } };
		at = descriptorAt + align(descriptorBytes);
	}
}

function ownerOf(raw: Uint8Array): string {
	const zero = raw.indexOf(0);
	return new TextDecoder("latin1").decode(zero < 0 ? raw : raw.subarray(0, zero)).slice(0, 64);
}
