/** The target of a run: found or refused; a refusal leaves nothing of the run behind. */
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { EngineDescriptor } from "../contract/index.ts";
import { prepareTarget, type TargetResult, unfitForTarget } from "../preflight/index.ts";
import type { OutDirectory } from "./out-directory.ts";
import { Refusal, unfit } from "./refusal.ts";

export interface TargetChoice {
	readonly path: string | undefined;
	readonly yesDestroy: string | undefined;
	readonly out: OutDirectory;
	readonly root: string;
}

/** Where to look when nobody says where: beside the results first, for that place is the user's. */
export function targetCandidates(root: string, first: readonly string[]): string[] {
	return [...first, process.cwd(), join(root, "build"), "/var/tmp", tmpdir(), homedir()];
}

const same = (a: string, b: string) => resolve(a) === resolve(b);

export function demandFitTarget(
	{ path, yesDestroy, out, root }: TargetChoice,
	engines: readonly EngineDescriptor[],
): TargetResult & { ok: true } {
	const isRepeated = path !== undefined && yesDestroy !== undefined && same(path, yesDestroy);
	if (yesDestroy !== undefined && !isRepeated) {
		out.discard();
		const target = path === undefined ? "there is no --target" : `--target is ${path}`;
		throw new Refusal(`--yes-destroy ${yesDestroy} must repeat the target, and ${target}.`);
	}
	const result = prepareTarget({
		path,
		candidates: targetCandidates(root, [out.path]),
		yesDestroy,
	});
	if (!result.ok) {
		out.discard();
		throw result.kind === "usage" ? new Refusal(result.message) : unfit(result.message);
	}
	for (const engine of engines) {
		const message = unfitForTarget(result.target.facts, engine);
		if (message === undefined) continue;
		result.release();
		out.discard();
		throw new Refusal(message);
	}
	return result;
}
