// Remembers what each artifact was made from: one small JSON file an artifact, below build/.

import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Artifact } from "./build-plan.ts";

/** Raised when older stamps may miss something. */
const stampVersion = "3";

interface Stamp {
	readonly command: string;
	/** Path -> modification time and size, of every file that went in. */
	readonly inputs: Readonly<Record<string, string>>;
}

export class Stamps {
	readonly #identities = new Map<string, string | undefined>();

	constructor(
		private readonly root: string,
		private readonly compiler: string,
	) {}

	isFresh(artifact: Artifact): boolean {
		if (this.#identity(artifact.output) === undefined) return false;
		const stamp = this.#read(artifact);
		if (stamp === undefined || stamp.command !== this.#command(artifact)) return false;
		return Object.entries(stamp.inputs).every(([path, was]) => this.#identity(path) === was);
	}

	/**
	 * rules: what `cc -MM` prints. A file that changed since `before` may not be what was compiled:
	 * it is stamped as unknown.
	 */
	write(artifact: Artifact, rules: string, before: number): void {
		const inputs: Record<string, string> = {};
		const listed = rules
			.replace(/\\\n/g, " ")
			.split(/\s+/)
			.filter((word) => /\.[ch]$/.test(word));
		for (const path of new Set([...artifact.sources, ...listed])) {
			const changedMs = statSync(join(this.root, path)).mtimeMs;
			inputs[path] =
				changedMs >= before ? "changed while compiling" : (identity(this.root, path) ?? "");
		}
		const file = this.#file(artifact);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(
			file,
			JSON.stringify({ command: this.#command(artifact), inputs } satisfies Stamp),
		);
	}

	#read(artifact: Artifact): Stamp | undefined {
		try {
			return JSON.parse(readFileSync(this.#file(artifact), "utf8")) as Stamp;
		} catch {
			return undefined; // none, or cut short: the artifact is made again
		}
	}

	#file(artifact: Artifact): string {
		return join(this.root, "build", ".stamps", `${artifact.output.replaceAll("/", "_")}.json`);
	}

	#command(artifact: Artifact): string {
		const compiler = identity("/", this.compiler);
		return [
			stampVersion,
			this.compiler,
			compiler,
			...artifact.flags,
			...artifact.sources,
			...artifact.libraries,
		].join(" ");
	}

	/** Within one build a file is looked at once. */
	#identity(path: string): string | undefined {
		if (!this.#identities.has(path)) this.#identities.set(path, identity(this.root, path));
		return this.#identities.get(path);
	}
}

function identity(root: string, path: string): string | undefined {
	const facts = statSync(path.startsWith("/") ? path : join(root, path), { throwIfNoEntry: false });
	return facts === undefined ? undefined : `${facts.mtimeMs} ${facts.size}`;
}
