/** Which machine a build is for, as releases name it, and as the file itself says. Pure. */
import { PluginRefused } from "./refusal.ts";

export const architectures = ["amd64", "arm64"] as const;
export type Architecture = (typeof architectures)[number];

/** e_machine of the two. */
const machines: Readonly<Record<number, Architecture>> = { 62: "amd64", 183: "arm64" };

const names: Readonly<Record<string, Architecture>> = { x64: "amd64", arm64: "arm64" };

/** Undefined: Assay runs here, but no release can be for this machine. */
export function hostArchitecture(arch: string = process.arch): Architecture | undefined {
	return names[arch];
}

/**
 * The architecture in the ELF header, or what is there instead. The header only: whether the rest
 * of the file can be loaded is judged by harness/preflight.
 */
export function architectureOf(image: Uint8Array): Architecture | { readonly other: string } {
	const isElf = [0x7f, 0x45, 0x4c, 0x46].every((byte, index) => image[index] === byte);
	if (!isElf || image.byteLength < 20) return { other: "no ELF file" };
	if (image[4] !== 2) return { other: "a 32-bit ELF file" };
	const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
	const machine = view.getUint16(18, image[5] === 1);
	return machines[machine] ?? { other: `an ELF file for machine ${machine}` };
}

/** Refuses a build that this host can't load; `what` names it. */
export function checkArchitecture(
	what: string,
	image: Uint8Array,
	host: Architecture | undefined = hostArchitecture(),
): Architecture {
	const found = architectureOf(image);
	if (typeof found === "string" && found === host) return found;
	const is = typeof found === "string" ? `a build for ${found}` : found.other;
	throw new PluginRefused(
		"wrong-architecture",
		`${what} is ${is} and this host is ${host ?? process.arch}: name its build for this host`,
	);
}
