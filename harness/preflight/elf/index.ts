/**
 * What an ELF shared library says of itself, from its bytes alone. Pure: no file is opened, nothing
 * of it is ever executed. Not covered: whether its undefined symbols and DT_NEEDED libraries can
 * be resolved on this host, which only the loader knows.
 */
import { Bytes, MalformedFile } from "./bytes.ts";
import {
	dynamicFlag,
	dynamicFlag1,
	dynamicTag,
	machineName,
	segmentFlag,
	segmentType,
} from "./constants.ts";
import { type DynamicSection, readDynamic } from "./dynamic.ts";
import { readHeader, type Segment } from "./header.ts";
import { type Note, readNotes } from "./notes.ts";
import { type ExportedSymbol, readExports } from "./symbols.ts";
import { type NeededVersions, readDefinedVersions, readNeededVersions } from "./versions.ts";

export interface ElfFacts {
	readonly machine: string;
	readonly exported: readonly ExportedSymbol[];
	readonly notes: readonly Note[];
	readonly neededLibraries: readonly string[];
	readonly neededVersions: readonly NeededVersions[];
	readonly soname: string | undefined;
	readonly searchPaths: readonly string[];
	readonly executableStack: boolean;
	readonly writableExecutableSegments: number;
	readonly textRelocations: boolean;
	readonly relro: boolean;
	readonly bindNow: boolean;
	readonly staticTls: boolean;
	readonly noDelete: boolean;
	readonly noOpen: boolean;
	/** Of DT_INIT_ARRAY; compilers put one there themselves. */
	readonly constructorCount: number;
	readonly buildId: string | undefined;
	readonly goBuildId: string | undefined;
}

export type ElfResult = { ok: true; elf: ElfFacts } | { ok: false; reason: string };

/** `reason` completes the sentence "PATH ...". */
export function parseElf(data: Uint8Array, expectedMachine?: number): ElfResult {
	return parsed(() => ({ ok: true, elf: readElf(data, expectedMachine) }));
}

export type VersionsResult = { ok: true; versions: string[] } | { ok: false; reason: string };

/**
 * Only what a library defines for others. The host's libc has thousands of names, and reading them
 * all took a tenth of the time in which `assay` starts.
 */
export function parseDefinedVersions(data: Uint8Array): VersionsResult {
	return parsed(() => {
		const bytes = new Bytes(data);
		const dynamic = readDynamic(bytes, readHeader(bytes, data, undefined).segments);
		return { ok: true, versions: readDefinedVersions(bytes, dynamic) };
	});
}

function parsed<T>(parse: () => T): T | { ok: false; reason: string } {
	try {
		return parse();
	} catch (error) {
		if (!(error instanceof MalformedFile)) throw error;
		const verb = /^(is|was|has|claims) /.test(error.message);
		return { ok: false, reason: verb ? error.message : `is a damaged ELF file: ${error.message}` };
	}
}

function readElf(data: Uint8Array, expectedMachine: number | undefined): ElfFacts {
	const bytes = new Bytes(data);
	const { machine, segments } = readHeader(bytes, data, expectedMachine);
	const dynamic = readDynamic(bytes, segments);
	const flags1 = dynamic.value(dynamicTag.flags1) ?? 0;
	if ((flags1 & dynamicFlag1.pie) !== 0) {
		throw new MalformedFile("is an executable (PIE), not a shared library (link it with -shared)");
	}
	const notes = readNotes(bytes, segments);
	return {
		machine: machineName(machine),
		exported: readExports(bytes, dynamic),
		notes,
		...libraries(bytes, dynamic),
		...hardening(segments, dynamic),
		noDelete: (flags1 & dynamicFlag1.noDelete) !== 0,
		noOpen: (flags1 & dynamicFlag1.noOpen) !== 0,
		constructorCount: Math.floor((dynamic.value(dynamicTag.initArraySize) ?? 0) / 8),
		buildId: hex(notes.find((note) => note.owner === "GNU" && note.type === 3)?.descriptor),
		goBuildId: text(notes.find((note) => note.owner === "Go" && note.type === 4)?.descriptor),
	};
}

function libraries(bytes: Bytes, dynamic: DynamicSection) {
	const name = (offset: number) => dynamic.string(offset, "a library's name");
	const soname = dynamic.value(dynamicTag.soname);
	const paths = [dynamicTag.rpath, dynamicTag.runpath].flatMap((tag) => dynamic.values(tag));
	return {
		neededLibraries: dynamic.values(dynamicTag.needed).map(name),
		neededVersions: readNeededVersions(bytes, dynamic),
		soname: soname === undefined ? undefined : name(soname),
		searchPaths: paths.map(name),
	};
}

function hardening(segments: readonly Segment[], dynamic: DynamicSection) {
	const flags = dynamic.value(dynamicTag.flags) ?? 0;
	const flags1 = dynamic.value(dynamicTag.flags1) ?? 0;
	const stack = segments.find((segment) => segment.type === segmentType.gnuStack);
	const both = segmentFlag.write | segmentFlag.execute;
	return {
		// Without PT_GNU_STACK the loader makes the process's stacks executable.
		executableStack: stack === undefined || (stack.flags & segmentFlag.execute) !== 0,
		writableExecutableSegments: segments.filter(
			(segment) => segment.type === segmentType.load && (segment.flags & both) === both,
		).length,
		textRelocations:
			dynamic.value(dynamicTag.textRelocations) !== undefined ||
			(flags & dynamicFlag.textRelocations) !== 0,
		relro: segments.some((segment) => segment.type === segmentType.gnuRelro),
		bindNow:
			dynamic.value(dynamicTag.bindNow) !== undefined ||
			(flags & dynamicFlag.bindNow) !== 0 ||
			(flags1 & dynamicFlag1.now) !== 0,
		staticTls: (flags & dynamicFlag.staticTls) !== 0,
	};
}

function hex(data: Uint8Array | undefined): string | undefined {
	return data === undefined ? undefined : Buffer.from(data).toString("hex").slice(0, 128);
}

function text(data: Uint8Array | undefined): string | undefined {
	if (data === undefined) return undefined;
	return Buffer.from(data)
		.toString("latin1")
		.replace(/[^\x20-\x7e]/g, "?")
		.slice(0, 256);
}
