/** The ELF header and its program headers: is this a shared library for this machine, and whole? */
import { type Bytes, MalformedFile } from "./bytes.ts";
import { elfTypeNames, machineName } from "./constants.ts";

export interface Segment {
	readonly type: number;
	readonly flags: number;
	readonly offset: number;
	readonly address: number;
	readonly fileBytes: number;
	readonly memoryBytes: number;
	readonly alignment: number;
}

const headerBytes = 64;
const segmentBytes = 56;
/** Linkers emit about a dozen; PN_XNUM (65535) is for core dumps. */
const maxSegments = 512;

/** What a file that is no ELF looks like, so that its owner sees the mix-up at once. */
export function describeForeign(data: Uint8Array): string {
	const head = [...data.subarray(0, 8)];
	const starts = (...magic: number[]) => magic.every((byte, index) => head[index] === byte);
	if (starts(0x4d, 0x5a)) return "a Windows program or DLL";
	if (starts(0xcf, 0xfa, 0xed, 0xfe) || starts(0xca, 0xfe, 0xba, 0xbe)) {
		return "a macOS (Mach-O) file";
	}
	if (starts(0x21, 0x3c, 0x61, 0x72, 0x63, 0x68, 0x3e)) return "a static archive (.a)";
	if (starts(0x00, 0x61, 0x73, 0x6d)) return "a WebAssembly module";
	if (starts(0x23, 0x21)) return "a script";
	if (starts(0x1f, 0x8b)) return "a gzip file";
	const sample = data.subarray(0, 512);
	const printable = sample.every(
		(byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13,
	);
	return printable ? "a text file" : "a file of an unknown format";
}

/** Throws MalformedFile with the reason. `expectedMachine` undefined accepts every machine. */
export function readHeader(
	bytes: Bytes,
	data: Uint8Array,
	expectedMachine: number | undefined,
): { machine: number; segments: Segment[] } {
	const magic = [0x7f, 0x45, 0x4c, 0x46];
	if (!magic.every((byte, index) => data[index] === byte)) {
		throw new MalformedFile(`is ${describeForeign(data)}, not an ELF shared library`);
	}
	bytes.demand(0, 20, "the ELF header");
	const bigEndian = data[5] === 2;
	const machine = bigEndian
		? ((data[18] ?? 0) << 8) | (data[19] ?? 0)
		: bytes.u16(18, "the ELF header");
	const forMachine = `was built for ${machineName(machine)}`;
	if (data[4] !== 2) throw new MalformedFile(`is a 32-bit ELF file and ${forMachine}`);
	if (bigEndian) throw new MalformedFile(`is a big-endian ELF file and ${forMachine}`);
	if (data[5] !== 1) throw new MalformedFile(`has an unknown byte order (${data[5]})`);
	if (expectedMachine !== undefined && machine !== expectedMachine) {
		throw new MalformedFile(`${forMachine}, but this host is ${machineName(expectedMachine)}`);
	}
	bytes.demand(0, headerBytes, "the ELF header");
	const type = bytes.u16(16, "e_type");
	if (type !== 3) throw new MalformedFile(`is ${elfTypeNames[type] ?? `of ELF type ${type}`}`);
	demandWholeSectionTable(bytes);
	return { machine, segments: readSegments(bytes) };
}

/** Nothing here reads sections (they may be stripped), but a table beyond the end means cut off. */
function demandWholeSectionTable(bytes: Bytes): void {
	const offset = bytes.size64(40, "e_shoff");
	if (offset === 0) return;
	const length = bytes.u16(58, "e_shentsize") * bytes.u16(60, "e_shnum");
	if (offset + length > bytes.size) {
		throw new MalformedFile(
			`is truncated: its section table ends at byte ${offset + length} of ${bytes.size}`,
		);
	}
}

function readSegments(bytes: Bytes): Segment[] {
	const offset = bytes.size64(32, "e_phoff");
	const entryBytes = bytes.u16(54, "e_phentsize");
	const count = bytes.u16(56, "e_phnum");
	if (entryBytes !== segmentBytes) {
		throw new MalformedFile(
			`has program headers of ${entryBytes} bytes instead of ${segmentBytes}`,
		);
	}
	if (count === 0 || count > maxSegments) {
		throw new MalformedFile(`has ${count} program headers, where 1 to ${maxSegments} make sense`);
	}
	bytes.demand(offset, count * segmentBytes, "the program header table");
	const segments: Segment[] = [];
	for (let index = 0; index < count; index++) {
		segments.push(readSegment(bytes, offset + index * segmentBytes, index));
	}
	return segments;
}

function readSegment(bytes: Bytes, at: number, index: number): Segment {
	const what = `program header ${index}`;
	const type = bytes.u32(at, what);
	const fileBytes = bytes.size64(at + 32, what);
	const segment = {
		type,
		flags: bytes.u32(at + 4, what),
		offset: bytes.size64(at + 8, what),
		address: bytes.size64(at + 16, what),
		fileBytes,
		memoryBytes: bytes.size64(at + 40, what),
		alignment: bytes.size64(at + 48, what),
	};
	if (fileBytes > 0 && segment.offset + fileBytes > bytes.size) {
		throw new MalformedFile(
			`is truncated: ${what} ends at byte ${segment.offset + fileBytes} of ${bytes.size}`,
		);
	}
	return segment;
}
