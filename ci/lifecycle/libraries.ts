import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dir, "..", "..");

/** Sizes of the article's table, and the smallest that an engine has. */
export const paddings = [
	{ label: "as built", bytes: 0 },
	{ label: "2.1 MB", bytes: 2_060_000 },
	{ label: "8.4 MB", bytes: 8_360_000 },
] as const;

/** The memory engine with read-only data behind its code: so much more to map and hash. */
export function buildPadded(directory: string, label: string, bytes: number): string {
	const name = label.replaceAll(/[^0-9a-z]+/gi, "-");
	const source = join(directory, `padded-${name}.c`);
	const output = join(directory, `padded-${name}.so`);
	mkdirSync(directory, { recursive: true });
	const padding = `__attribute__((used)) static const unsigned char padding[${bytes}] = {1};\n`;
	writeFileSync(source, `#include "memory.c"\n${bytes > 0 ? padding : ""}`);
	const flags = ["-std=c11", "-O2", "-fPIC", "-fvisibility=hidden", "-shared", "-pthread"];
	const includes = ["engines/abi", "engines/reference"].map((path) => `-I${join(root, path)}`);
	const compiled = Bun.spawnSync(["cc", ...flags, ...includes, source, "-o", output]);
	if (!compiled.success) throw new Error(`cc could not build ${source}: ${compiled.stderr}`);
	return output;
}

export const sizeOf = (path: string): number => statSync(path).size;
