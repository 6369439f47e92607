/**
 * A directory that plugins are copied into, each with a file that says what it must be:
 *
 *   X.so with X.so.json   a PluginSpec, whose path is X.so
 *   X.so with X.so.meta   a PluginMeta
 *
 * A plugin counts once its file has the digest that was announced. That needs no guess about when a
 * copy has ended: half a file has another digest, however long it stays so. Nothing is loaded here.
 */
import { type BigIntStats, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { architectureOf, hostArchitecture } from "../catalogue/architecture.ts";
import { digestOf } from "../catalogue/build-file.ts";
import { parseDependency } from "../catalogue/dependency.ts";
import { claimsOf } from "../catalogue/deploy.ts";
import { decodeMeta } from "../catalogue/plugin-meta.ts";
import { idOf, parseSpec } from "../catalogue/plugin-spec.ts";
import { PluginRefused } from "../catalogue/refusal.ts";
import type { ReleaseClaims } from "../plugin-registry.ts";

export interface FoundPlugin {
	readonly id: string;
	readonly path: string;
	/** sha256 of the file as it is. */
	readonly digest: string;
	readonly claims: ReleaseClaims;
}

/** Something that is no plugin yet, or never will be. */
export interface NotYet {
	readonly path: string;
	readonly reason: string;
}

export interface Scan {
	readonly complete: readonly FoundPlugin[];
	readonly incomplete: readonly NotYet[];
}

interface Seen {
	/** Which file it was, and when it was last changed. */
	readonly stamp: string;
	readonly digest: string;
	readonly isForeign: boolean;
}

export class PluginDirectory {
	/** A file is read again only when it has changed. */
	#seen = new Map<string, Seen>();

	constructor(readonly path: string) {}

	scan(): Scan {
		const complete: FoundPlugin[] = [];
		const incomplete: NotYet[] = [];
		const seen = new Map<string, Seen>();
		for (const name of readdirSync(this.path).sort()) {
			if (!/\.so\.(json|meta)$/.test(name)) continue;
			const announcement = join(this.path, name);
			try {
				const { id, claims } = announced(announcement, name);
				const path = announcement.replace(/\.(json|meta)$/, "");
				const file = this.#look(path);
				seen.set(path, file);
				// A directory may serve hosts of both kinds.
				if (file.isForeign && isAsAnnounced(file.digest, claims)) continue;
				if (isAsAnnounced(file.digest, claims)) complete.push({ id, path, claims, ...file });
				else incomplete.push({ path, reason: `it has sha256 ${file.digest}, not the announced` });
			} catch (error) {
				const { code, message } = error as NodeJS.ErrnoException;
				incomplete.push({ path: announcement, reason: code ?? message });
			}
		}
		this.#seen = seen;
		return { complete, incomplete };
	}

	#look(path: string): Seen {
		const before = stampOf(statSync(path, { bigint: true }));
		const known = this.#seen.get(path);
		if (known?.stamp === before) return known;
		const bytes = readFileSync(path);
		const found = architectureOf(bytes);
		const isForeign = typeof found === "string" && found !== hostArchitecture();
		// The stamp from before reading: what is written meanwhile is seen the next time.
		return { stamp: before, digest: digestOf(bytes), isForeign };
	}
}

function announced(path: string, name: string): { id: string; claims: ReleaseClaims } {
	const bytes = readFileSync(path);
	if (name.endsWith(".meta")) {
		const { id, checksum, deps } = decodeMeta(bytes);
		return { id, claims: { digest: checksum, dependencies: deps.map(parseDependency) } };
	}
	const spec = parseSpec(JSON.parse(bytes.toString()), name);
	if (spec.path !== name.slice(0, -".json".length)) {
		throw new PluginRefused("bad-spec", `${name}: its path must be the file beside it`);
	}
	return { id: idOf(spec), claims: claimsOf(spec) };
}

function isAsAnnounced(digest: string, { digest: wanted }: ReleaseClaims): boolean {
	return wanted !== undefined && digest.startsWith(wanted);
}

function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
	return [dev, ino, size, mtimeNs, ctimeNs].join();
}
