/**
 * Where engines may store: judged before anything is written there. Assay writes to a directory
 * (files of its own in it), to a regular file that is empty, and to a block device that nobody
 * uses; to anything else only if --yes-destroy repeats its path.
 */
import { closeSync, lstatSync, openSync, realpathSync, type Stats, statSync } from "node:fs";
import { resolve } from "node:path";
import type { TargetFacts } from "../../../results/schema/index.ts";
import type { EngineDescriptor, PreparedTarget } from "../../contract/index.ts";
import { codeOf, kindOf } from "../read-file.ts";
import { prepareDirectory } from "./directory.ts";
import { memoryFileSystems } from "./mounts.ts";
import { prepareDevice, prepareFile } from "./single.ts";

export interface TargetRequest {
	/** As the user wrote it; undefined: the first of `candidates` where O_DIRECT is proven. */
	readonly path: string | undefined;
	/** Directories to try, the likeliest first. They exist. */
	readonly candidates: readonly string[];
	readonly yesDestroy: string | undefined;
}

/** `usage`: another --target would do. `unfit`: this host has no place. */
export type TargetResult =
	| { ok: true; target: PreparedTarget; release(): void }
	| { ok: false; kind: "usage" | "unfit"; message: string };

/** A target's names: as given, and where its symbolic links lead. */
export interface TargetName {
	readonly given: string;
	readonly real: string;
	/** Both, when they differ. */
	readonly shown: string;
}

export function refuseTarget(message: string): TargetResult {
	return { ok: false, kind: "usage", message };
}

export function prepareTarget(request: TargetRequest): TargetResult {
	return request.path === undefined
		? prepareDefault(request.candidates)
		: prepareNamed(request.path, request.yesDestroy);
}

function prepareDefault(candidates: readonly string[]): TargetResult {
	const reasons: string[] = [];
	for (const candidate of new Set(candidates)) {
		const result = prepareDirectory(nameOf(candidate));
		if (result.ok && result.target.facts.directIo === "proven") return result;
		reasons.push(
			result.ok
				? `${candidate} (${result.target.facts.fileSystem}, no direct I/O)`
				: `${candidate} (${result.message.replace(/^Target \S+ |;.*$/g, "")})`,
		);
	}
	const message =
		`No place for engines to store was found; tried ${reasons.join(", ")}; name a directory on a ` +
		"real disk with --target.";
	return { ok: false, kind: "unfit", message };
}

function prepareNamed(path: string, yesDestroy: string | undefined): TargetResult {
	let name: TargetName;
	let stats: Stats;
	try {
		name = nameOf(path);
		stats = statSync(name.real);
	} catch (error) {
		return refuseTarget(`Target ${path} ${explain(path, error)}.`);
	}
	const isDestroyable = yesDestroy !== undefined && resolve(yesDestroy) === resolve(path);
	if (stats.isDirectory()) return prepareDirectory(name);
	if (stats.isFile()) return prepareFile(name, stats.size, isDestroyable);
	if (stats.isBlockDevice()) return prepareDevice(name, isDestroyable);
	const kinds = "name a directory, an empty file or an unused block device";
	return refuseTarget(`Target ${name.shown} is ${kindOf(stats)}; ${kinds}.`);
}

export function nameOf(path: string): TargetName {
	const given = resolve(path);
	const real = realpathSync(path);
	return { given: path, real, shown: given === real ? path : `${path} (which is ${real})` };
}

function explain(path: string, error: unknown): string {
	const code = codeOf(error);
	if (code === "ENOENT" && isLink(path)) {
		return "is a symbolic link to nothing; name a directory on a real disk";
	}
	if (code === "ENOENT" || code === "ENOTDIR") {
		return "does not exist; create the directory or the empty file, or leave --target away";
	}
	if (code === "EACCES") return "cannot be reached (permission denied); name another target";
	if (code === "ELOOP") return "is a symbolic link that leads back to itself; name another target";
	return `cannot be examined (${code}); name another target`;
}

function isLink(path: string): boolean {
	try {
		return lstatSync(path).isSymbolicLink();
	} catch {
		return false;
	}
}

/** errno of opening for reading and writing; undefined when it works. */
export function openProblem(path: string): string | undefined {
	try {
		closeSync(openSync(path, "r+"));
		return undefined;
	} catch (error) {
		return codeOf(error);
	}
}

/** Why an engine cannot be judged on this target, as a sentence; undefined: it can. */
export function unfitForTarget(
	facts: TargetFacts,
	descriptor: EngineDescriptor,
): string | undefined {
	const where = `target ${facts.path} (${facts.fileSystem})`;
	const durable = descriptor.guarantees.some((each) => each.startsWith("durable-"));
	const next = "name a directory on a real disk with --target";
	if (durable && memoryFileSystems.has(facts.fileSystem)) {
		return `Engine ${descriptor.name} promises durability, and ${where} is memory, where O_DIRECT is not real and nothing is durable; ${next}.`;
	}
	if (/^nvme\b/.test(descriptor.name) && facts.directIo !== "proven") {
		return `Engine ${descriptor.name} stores with O_DIRECT, which ${where} does not offer (${facts.directIo}); ${next}.`;
	}
	return undefined;
}
