/** The plugin's note and its 16-byte header (see block_engine.h). Pure. */
import {
	abiMajor,
	abiMinor,
	BadNote,
	descriptorBytes,
	type NoteProblem,
	type PluginNote,
	readDescriptor,
	useMacro,
} from "./descriptor.ts";
import type { ElfFacts } from "./elf/index.ts";

const magic = 0x504c5547;
const noteType = 1;
const headerBytes = 16;

export type NoteResult = { ok: true; note: PluginNote } | { ok: false; problem: NoteProblem };

export function readPluginNote(elf: ElfFacts): NoteResult {
	try {
		return { ok: true, note: read(elf) };
	} catch (error) {
		if (error instanceof BadNote) return { ok: false, problem: error.problem };
		throw error;
	}
}

function read(elf: ElfFacts): PluginNote {
	const notes = elf.notes.filter((note) => note.owner === "BSE");
	const note = notes[0];
	if (note === undefined) {
		const hasSymbol = elf.exported.some(({ name }) => name === "bse_plugin_note");
		const why = hasSymbol
			? "exports bse_plugin_note, but not as an ELF note (section .note.bse of type SHT_NOTE)"
			: "carries no note of owner BSE, so it is no block storage engine plugin";
		throw new BadNote("note.missing", why, useMacro);
	}
	if (notes.length > 1) {
		const reason = `carries ${notes.length} notes of owner BSE, where one says what it is`;
		throw new BadNote("note.ambiguous", reason, "use BSE_PLUGIN once per plugin");
	}
	if (note.type !== noteType) {
		throw new BadNote("note.type", `has a BSE note of the unknown type ${note.type}`, useMacro);
	}
	const data = note.descriptor;
	const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
	const { abiVersion, entry } = readHeader(view);
	return readDescriptor(view, entry, abiVersion);
}

function readHeader(view: DataView) {
	if (view.byteLength < headerBytes) {
		const reason = `has a plugin header of ${view.byteLength} bytes instead of ${headerBytes}`;
		throw new BadNote("header.size", reason, useMacro);
	}
	const found = view.getUint32(0, true);
	if (found !== magic) {
		const reason = `has a plugin header with magic ${hex(found)} instead of ${hex(magic)} ('PLUG')`;
		throw new BadNote("header.magic", reason, useMacro);
	}
	const version = view.getUint16(4, true);
	const abiVersion = { major: version >> 8, minor: version & 0xff };
	refuseLegacy(view, abiVersion);
	if (abiVersion.major !== abiMajor) {
		const [theirs, ours] = [`${abiVersion.major}.${abiVersion.minor}`, `${abiMajor}.${abiMinor}`];
		const older = abiVersion.major < abiMajor;
		throw new BadNote(
			"header.abi-major",
			`was built for ABI ${theirs}, and this Assay speaks ABI ${ours}`,
			older ? `rebuild it against ABI ${ours}` : `use an Assay for ABI ${abiVersion.major}`,
		);
	}
	const reserved = view.getUint16(6, true);
	if (reserved !== 0) {
		const reason = `has ${reserved} in the plugin header's reserved field, which must be 0`;
		throw new BadNote("header.reserved", reason, useMacro);
	}
	const entry = view.getBigUint64(8, true);
	const room = BigInt(view.byteLength - descriptorBytes);
	if (entry < 16n || entry % 8n !== 0n || entry > room) {
		const why = entry < 16n ? "below 16" : entry % 8n !== 0n ? "not 8-aligned" : "beyond the note";
		const reason = `has entry_offset ${entry} in its plugin header, which is ${why}`;
		throw new BadNote("header.entry-offset", reason, useMacro);
	}
	return { abiVersion, entry: Number(entry) };
}

/**
 * Header v1.2 lacked `reserved`: the u64 entry_offset began at byte 6. Read as today's header, its
 * low half stands in `reserved`. Told apart by a non-zero reserved that makes a plausible offset.
 */
function refuseLegacy(view: DataView, abiVersion: { major: number; minor: number }): void {
	const offset = view.getBigUint64(6, true);
	const misaligned = view.getUint16(6, true) !== 0 && offset >= 8n && offset <= 65_535n;
	if (!misaligned) return;
	throw new BadNote(
		"header.legacy",
		`has the legacy v1.2 plugin header (entry_offset ${offset} at byte 6, misaligned; ` +
			`it says version ${abiVersion.major}.${abiVersion.minor})`,
		"rebuild it with the 16-byte header of BSE_PLUGIN",
	);
}

function hex(value: number): string {
	return `0x${value.toString(16).padStart(8, "0")}`;
}
