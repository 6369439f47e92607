/**
 * What is remarkable about a plugin's file. `failure`: it breaks its own promise. `warning`: it
 * endangers its host. `note`: good to know. Pure.
 */
import type { Finding } from "../../results/schema/index.ts";
import type { Capability } from "../contract/index.ts";
import { type AbiSurface, capabilityFunctions, functionCapabilities } from "./abi.ts";
import { capabilityNames, guaranteeNames, namedBits, type PluginNote } from "./descriptor.ts";
import type { ElfFacts } from "./elf/index.ts";

const finding = (severity: Finding["severity"], id: string, message: string): Finding => ({
	id,
	severity,
	message,
});

/** Claimed bits against exported functions: a bit is a promise, a function is a fact. */
export function abiFindings(note: PluginNote, surface: AbiSurface): Finding[] {
	const claimed = namedBits(note.capabilityBits, capabilityNames);
	const promised = namedBits(note.guaranteeBits, guaranteeNames);
	const claims: ReadonlySet<Capability> = new Set(claimed.named);
	const findings = functionCapabilities.flatMap((capability): Finding[] => {
		const id = `abi.${capability}`;
		const missing = surface.missing.get(capability) ?? [];
		const functions = capabilityFunctions[capability];
		if (claims.has(capability) && missing.length > 0) {
			const message = `The capability ${capability} is claimed, but ${list(missing)} is not exported.`;
			return [finding("failure", id, message)];
		}
		if (missing.length > 0 && missing.length < functions.length) {
			const message = `Of the capability ${capability} only a part is exported: ${list(missing)} is missing.`;
			return [finding("failure", id, message)];
		}
		if (missing.length === 0 && !claims.has(capability)) {
			const message = `The functions of ${capability} are exported without its bit; they are tested all the same.`;
			return [finding("note", id, message)];
		}
		return [];
	});
	if (claimed.unknown !== 0n) {
		const message = `Capability bits are set that this ABI does not know (0x${note.capabilityBits.toString(16)}).`;
		findings.push(finding("warning", "abi.unknown-capability", message));
	}
	if (promised.unknown !== 0n) {
		const message = `Guarantee bits are set that this ABI does not know (0x${note.guaranteeBits.toString(16)}); they are not tested.`;
		findings.push(finding("warning", "abi.unknown-guarantee", message));
	}
	if (surface.unknown.length > 0) {
		const message = `Exports with the ABI's prefix are unknown to it: ${list(surface.unknown)}.`;
		findings.push(finding("warning", "abi.unknown-function", message));
	}
	if (note.unprintable.length > 0) {
		const message = `Unprintable characters stand in ${list(note.unprintable)}; they are shown as "?".`;
		findings.push(finding("warning", "abi.unprintable", message));
	}
	return findings;
}

/** What the loader will do with this file, and what that costs the process it is loaded into. */
export function loaderFindings(elf: ElfFacts, unloadSafe: boolean): Finding[] {
	const findings: Finding[] = [];
	const when = (is: boolean, severity: Finding["severity"], id: string, message: string) => {
		if (is) findings.push(finding(severity, id, message));
	};
	when(
		elf.noDelete && unloadSafe,
		"warning",
		"elf.no-delete",
		"It claims to be unload-safe, but is marked NODELETE: it stays mapped after dlclose.",
	);
	when(
		elf.noDelete && !unloadSafe,
		"note",
		"elf.no-delete",
		"It is marked NODELETE: it stays mapped after dlclose.",
	);
	when(
		elf.executableStack,
		"warning",
		"elf.executable-stack",
		"Loading it makes the process's stacks executable; link it with -z noexecstack.",
	);
	when(
		elf.writableExecutableSegments > 0,
		"warning",
		"elf.writable-code",
		`${elf.writableExecutableSegments} of its segments are writable and executable at once.`,
	);
	when(
		elf.textRelocations,
		"warning",
		"elf.text-relocations",
		"It has text relocations: its code is written to when it is loaded; compile it with -fPIC.",
	);
	when(
		elf.searchPaths.length > 0,
		"warning",
		"elf.search-path",
		`It looks for libraries in ${list(elf.searchPaths)}, which another host may lack.`,
	);
	when(!elf.relro, "note", "elf.no-relro", "It is linked without RELRO (-z relro).");
	when(!elf.bindNow, "note", "elf.lazy-binding", "It is linked for lazy binding (no -z now).");
	when(elf.staticTls, "note", "elf.static-tls", "It uses static TLS, of which dlopen has little.");
	when(
		elf.constructorCount > 1,
		"note",
		"elf.constructors",
		`${elf.constructorCount} functions run when it is loaded.`,
	);
	const ifuncs = elf.exported.filter(({ kind }) => kind === "ifunc").length;
	when(
		ifuncs > 0,
		"note",
		"elf.ifunc",
		`${ifuncs} of its exports are chosen at load time (IFUNC).`,
	);
	when(
		elf.neededLibraries.length > 0,
		"note",
		"elf.needed",
		`It needs ${list(elf.neededLibraries)}.`,
	);
	if (elf.buildId !== undefined) findings.push(finding("note", "elf.build-id", elf.buildId));
	if (elf.goBuildId !== undefined) {
		const message = "It holds a Go runtime: threads of its own, and it cannot be unmapped.";
		findings.push(finding("note", "elf.go", message));
	}
	return findings;
}

export function list(words: readonly string[]): string {
	if (words.length <= 1) return words.join("");
	return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
