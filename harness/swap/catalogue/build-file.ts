/** A build's file held to its spec: there, of that digest, for that architecture. Never loaded. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { architectureOf } from "./architecture.ts";
import { buildOf, type PluginSpec } from "./plugin-spec.ts";
import { PluginRefused } from "./refusal.ts";

export function readBuild(spec: PluginSpec): Uint8Array {
	try {
		return readFileSync(spec.path);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		const message = `${buildOf(spec)}: ${spec.path} cannot be read (${code})`;
		throw new PluginRefused("missing-file", message);
	}
}

/** Its digest and its architecture are what the spec says. */
export function checkBuild(spec: PluginSpec, bytes: Uint8Array): void {
	const found = digestOf(bytes);
	if (found !== spec.digest) {
		throw new PluginRefused(
			"digest-mismatch",
			`${buildOf(spec)}: expected sha256 ${spec.digest}, ${spec.path} has ${found}: copy it again`,
		);
	}
	const arch = architectureOf(bytes);
	if (arch === spec.arch) return;
	const is = typeof arch === "string" ? `a build for ${arch}` : arch.other;
	throw new PluginRefused("wrong-architecture", `${buildOf(spec)}: ${spec.path} is ${is}`);
}

/** sha256 in hex. */
export function digestOf(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("hex");
}
