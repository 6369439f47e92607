/**
 * Judges an engine's file before anything loads it: constructors run even in a library that dlopen
 * then refuses. The file is read once, never executed; what was judged is what the digest names.
 * Not covered: whether dlopen will find its libraries and symbols; the host process reports that.
 */
import { resolve } from "node:path";
import type { Finding } from "../../results/schema/index.ts";
import type { EngineDescriptor, PreparedEngine } from "../contract/index.ts";
import { type AbiSurface, abiSurface, functionCapabilities } from "./abi.ts";
import { capabilityNames, guaranteeNames, namedBits, type PluginNote } from "./descriptor.ts";
import { hostMachines } from "./elf/constants.ts";
import { type ElfFacts, parseElf } from "./elf/index.ts";
import { abiFindings, list, loaderFindings } from "./findings.ts";
import {
	glibcVersionsNeeded,
	type HostLibc,
	highestGlibc,
	hostLibc,
	missingGlibc,
} from "./glibc.ts";
import { readPluginNote } from "./note.ts";
import { engineBytesMax, readRegularFile } from "./read-file.ts";

export interface Refusal {
	readonly id: string;
	/** One sentence: which file, what is wrong with it, what to do next. */
	readonly message: string;
}

export type InspectResult =
	| { ok: true; prepared: PreparedEngine }
	| { ok: false; refusal: Refusal };

export function inspectEngine(path: string): InspectResult {
	const shown = JSON.stringify(path).slice(1, -1);
	const file = readRegularFile(path, engineBytesMax);
	if (!file.ok) {
		const message = `Engine ${shown} ${file.reason}; name the shared library (.so) of an engine.`;
		return refuse("file", message);
	}
	const result = judgeEngine(file.data, hostMachines[process.arch], hostLibc());
	if (!result.ok) {
		return refuse(result.id, `Engine ${shown} ${result.reason}; ${result.next}.`);
	}
	const { descriptor, findings } = result;
	const digest = new Bun.CryptoHasher("sha256").update(file.data).digest("hex");
	const fileBytes = file.data.length;
	return {
		ok: true,
		prepared: { file: { path: resolve(path), digest, fileBytes, descriptor }, findings },
	};
}

function refuse(id: string, message: string): InspectResult {
	return { ok: false, refusal: { id, message } };
}

export type Judgement =
	| { ok: true; descriptor: EngineDescriptor; findings: Finding[] }
	| { ok: false; id: string; reason: string; next: string };

/** The pure core: bytes in, judgement out. */
export function judgeEngine(
	data: Uint8Array,
	machine: number | undefined,
	libc: HostLibc | undefined,
): Judgement {
	const parsed = parseElf(data, machine);
	if (!parsed.ok) {
		const next =
			"rebuild it as a shared library for this machine (cc -shared -fPIC), or copy it again";
		return { ok: false, id: "elf", reason: parsed.reason, next };
	}
	const { elf } = parsed;
	const read = readPluginNote(elf);
	if (!read.ok) return { ok: false, ...read.problem };
	// Anything that dlsym would find but that is no code: an object named bse_flush is a trap.
	const functions = elf.exported.filter(({ kind }) => kind === "function" || kind === "ifunc");
	const surface = abiSurface(new Set(functions.map(({ name }) => name)));
	if (surface.missingRequired.length > 0) {
		const reason = `does not export the required ${list(surface.missingRequired)}`;
		return { ok: false, id: "abi.required", reason, next: "implement and export what is missing" };
	}
	if (elf.noOpen) {
		const next = "link it without -z nodlopen";
		return { ok: false, id: "elf.no-open", reason: "is marked as not to be dlopened", next };
	}
	const lacking = libc === undefined ? [] : missingGlibc(elf, libc);
	if (lacking.length > 0) {
		const reason = `needs ${list(lacking)}, and this host's libc ends at ${libc?.highest}`;
		return {
			ok: false,
			id: "elf.glibc",
			reason,
			next: "build it on a release as old as this host's",
		};
	}
	const descriptor = describe(read.note, surface);
	const unloadSafe = descriptor.guarantees.includes("unload-safe");
	const findings = [...abiFindings(read.note, surface), ...loaderFindings(elf, unloadSafe)];
	findings.push(...glibcFinding(elf));
	return { ok: true, descriptor, findings };
}

function glibcFinding(elf: ElfFacts): Finding[] {
	const highest = highestGlibc(glibcVersionsNeeded(elf));
	if (highest === undefined) return [];
	return [{ id: "elf.glibc", severity: "note", message: `It needs ${highest} or later.` }];
}

function describe(note: PluginNote, surface: AbiSurface): EngineDescriptor {
	const claimed = namedBits(note.capabilityBits, capabilityNames).named;
	const exported = functionCapabilities.filter((capability) => surface.complete.has(capability));
	return {
		name: note.name,
		vendor: note.vendor,
		build: note.build,
		version: note.version,
		abiVersion: note.abiVersion,
		capabilities: [...exported, ...claimed.filter((capability) => capability === "sink")],
		guarantees: namedBits(note.guaranteeBits, guaranteeNames).named,
		blockBytesMin: note.blockBytesMin,
		blockBytesMax: note.blockBytesMax,
		bufferAlignment: note.bufferAlignment,
	};
}
