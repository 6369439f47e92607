/** The plugin's note: the article's 16-byte header and the descriptor (see block_engine.h). Pure. */
import { capabilities, guarantees } from "../contract/index.ts";
import type { ElfFacts } from "./elf/index.ts";

export const abiMajor = 1;
export const abiMinor = 0;
const magic = 0x504c5547;
const noteType = 1;
const headerBytes = 16;
/** sizeof(bse_descriptor) of ABI 1.0; later minor versions only grow it. */
const descriptorBytes = 168;

export interface PluginNote {
	readonly abiVersion: { readonly major: number; readonly minor: number };
	readonly version: string;
	readonly capabilityBits: bigint;
	readonly guaranteeBits: bigint;
	readonly blockBytesMin: number;
	readonly blockBytesMax: number;
	readonly bufferAlignment: number;
	readonly name: string;
	readonly vendor: string;
	readonly build: string;
	readonly unprintable: readonly string[];
}

/** `reason` completes "PATH ...", `next` is what to do about it. */
export interface NoteProblem {
	readonly id: string;
	readonly reason: string;
	readonly next: string;
}

export type NoteResult = { ok: true; note: PluginNote } | { ok: false; problem: NoteProblem };

class BadNote extends Error {
	readonly problem: NoteProblem;
	constructor(id: string, reason: string, next: string) {
		super(reason);
		this.problem = { id, reason, next };
	}
}

export function readPluginNote(elf: ElfFacts): NoteResult {
	try {
		return { ok: true, note: read(elf) };
	} catch (error) {
		if (error instanceof BadNote) return { ok: false, problem: error.problem };
		throw error;
	}
}

const useMacro = "emit it with BSE_PLUGIN of engines/abi/block_engine.h";

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

function readDescriptor(
	view: DataView,
	at: number,
	abiVersion: { major: number; minor: number },
): PluginNote {
	const size = view.getUint32(at, true);
	if (size < descriptorBytes || at + size > view.byteLength) {
		const room = view.byteLength - at;
		const reason = `has a descriptor of size ${size}, where ${descriptorBytes} to ${room} fit`;
		throw new BadNote("descriptor.size", reason, useMacro);
	}
	const version = view.getUint32(at + 4, true);
	const [blockBytesMin, blockBytesMax] = [
		view.getUint32(at + 24, true),
		view.getUint32(at + 28, true),
	];
	const bufferAlignment = view.getUint32(at + 32, true);
	demandPowerOfTwo("block_size_min", blockBytesMin);
	demandPowerOfTwo("block_size_max", blockBytesMax);
	demandPowerOfTwo("buffer_alignment", bufferAlignment);
	if (blockBytesMin > blockBytesMax) {
		const reason = `has block_size_min ${blockBytesMin} above block_size_max ${blockBytesMax}`;
		throw new BadNote("descriptor.block-size", reason, "swap them in BSE_PLUGIN");
	}
	const reserved = view.getUint32(at + 36, true);
	if (reserved !== 0 && abiVersion.minor <= abiMinor) {
		const reason = `has ${reserved} in the descriptor's reserved field, which must be 0`;
		throw new BadNote("descriptor.reserved", reason, useMacro);
	}
	const name = readText(view, at + 40, 32, "name");
	if (!/^[a-z0-9-]+$/.test(name)) {
		const reason = `has the name ${JSON.stringify(name)}, where only a-z, 0-9 and - may stand`;
		throw new BadNote("descriptor.name", reason, "rename it in BSE_PLUGIN");
	}
	const texts = {
		vendor: readText(view, at + 72, 32, "vendor"),
		build: readText(view, at + 104, 64, "build"),
	};
	return {
		abiVersion,
		version: `${version >>> 16}.${(version >> 8) & 0xff}.${version & 0xff}`,
		capabilityBits: view.getBigUint64(at + 8, true),
		guaranteeBits: view.getBigUint64(at + 16, true),
		blockBytesMin,
		blockBytesMax,
		bufferAlignment,
		name,
		vendor: printable(texts.vendor),
		build: printable(texts.build),
		unprintable: (["vendor", "build"] as const).filter(
			(key) => printable(texts[key]) !== texts[key],
		),
	};
}

function readText(view: DataView, at: number, length: number, what: string): string {
	const raw = new Uint8Array(view.buffer, view.byteOffset + at, length);
	const zero = raw.indexOf(0);
	if (zero < 0) {
		const reason = `has a ${what} of ${length} bytes without a terminating zero`;
		throw new BadNote(`descriptor.${what}`, reason, `shorten it to ${length - 1} bytes`);
	}
	return new TextDecoder().decode(raw.subarray(0, zero));
}

/** Control characters would rewrite the terminal that shows them. */
function printable(value: string): string {
	return value.replace(/[\p{Cc}\p{Cf}\ufffd]/gu, "?");
}

function demandPowerOfTwo(field: string, value: number): void {
	if (value > 0 && Number.isInteger(Math.log2(value))) return;
	const reason = `has ${field} ${value} in its descriptor, which is no power of two`;
	throw new BadNote("descriptor.power-of-two", reason, `correct ${field} in BSE_PLUGIN`);
}

function hex(value: number): string {
	return `0x${value.toString(16).padStart(8, "0")}`;
}

/** Bits by name, and those that this ABI does not know. */
export function namedBits<Name extends string>(
	bits: bigint,
	names: readonly Name[],
): { named: Name[]; unknown: bigint } {
	const named = names.filter((_, index) => (bits >> BigInt(index)) & 1n);
	return { named, unknown: bits >> BigInt(names.length) };
}

export const capabilityNames = capabilities;
export const guaranteeNames = guarantees;
