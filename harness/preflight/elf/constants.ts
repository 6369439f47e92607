/** The numbers of the ELF format that a judgement of a shared library needs. */

export const segmentType = {
	load: 1,
	dynamic: 2,
	interpreter: 3,
	note: 4,
	tls: 7,
	gnuStack: 0x6474e551,
	gnuRelro: 0x6474e552,
} as const;

export const segmentFlag = { execute: 1, write: 2, read: 4 } as const;

export const dynamicTag = {
	needed: 1,
	hash: 4,
	stringTable: 5,
	symbolTable: 6,
	stringTableSize: 10,
	init: 12,
	soname: 14,
	rpath: 15,
	textRelocations: 22,
	bindNow: 24,
	initArray: 25,
	initArraySize: 27,
	runpath: 29,
	flags: 30,
	gnuHash: 0x6ffffef5,
	flags1: 0x6ffffffb,
	versionDefinitions: 0x6ffffffc,
	versionDefinitionCount: 0x6ffffffd,
	versionsNeeded: 0x6ffffffe,
	versionsNeededCount: 0x6fffffff,
} as const;

export const dynamicFlag = { textRelocations: 4, bindNow: 8, staticTls: 16 } as const;
export const dynamicFlag1 = { now: 1, noDelete: 8, noOpen: 0x40, pie: 0x08000000 } as const;

/** e_machine by the names that people use for their machines. */
export const machineNames: Readonly<Record<number, string>> = {
	2: "SPARC",
	3: "x86 (32-bit)",
	8: "MIPS",
	20: "PowerPC (32-bit)",
	21: "PowerPC 64",
	22: "IBM Z (s390x)",
	40: "ARM (32-bit)",
	43: "SPARC 64",
	50: "Itanium",
	62: "x86-64",
	183: "AArch64 (arm64)",
	243: "RISC-V",
	247: "BPF",
	258: "LoongArch",
};

export function machineName(machine: number): string {
	return machineNames[machine] ?? `machine number ${machine}`;
}

/** e_machine of the host, by the name that the runtime gives it. */
export const hostMachines: Readonly<Record<string, number>> = {
	x64: 62,
	arm64: 183,
	riscv64: 243,
	ppc64: 21,
	s390x: 22,
	loong64: 258,
};

export const elfTypeNames: Readonly<Record<number, string>> = {
	1: "an object file that is not linked yet (link it with -shared)",
	2: "an executable, not a shared library (link it with -shared)",
	4: "a core dump",
};
