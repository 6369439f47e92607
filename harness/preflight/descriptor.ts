/** The descriptor in a plugin's note, field by field (see block_engine.h). Pure. */
import { capabilities, guarantees } from "../contract/index.ts";

export const abiMajor = 1;
export const abiMinor = 0;
/** sizeof(bse_descriptor) of ABI 1.0; later minor versions only grow it. */
export const descriptorBytes = 168;

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

export const useMacro = "emit it with BSE_PLUGIN of engines/abi/block_engine.h";

export class BadNote extends Error {
	readonly problem: NoteProblem;
	constructor(id: string, reason: string, next: string) {
		super(reason);
		this.problem = { id, reason, next };
	}
}

export function readDescriptor(
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
