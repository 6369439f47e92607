import { statSync } from "node:fs";
import { join } from "node:path";
import { bundledPath, isBundled, root } from "../contract/scripts.ts";

const entry = "harness/cli/host.ts";
const sources = ["harness/**/*.ts", "suites/**/*.ts", "results/**/*.ts", "package-lock.json"];

/**
 * How to start a host process. From the bundle (`ci/assay --prepare` makes it) where no source is
 * newer; from the sources otherwise, so that a change is never tested with yesterday's code. The
 * launcher decides the same for the command line itself, and what it chose is not left.
 */
export function hostCommand(): string[] {
	const path = isBundled || isBundleCurrent() ? bundledPath(entry) : join(root, entry);
	return [process.execPath, `--config=${join(root, "bunfig.toml")}`, "--no-env-file", path];
}

export function isBundleCurrent(): boolean {
	const built = modifiedMs(bundledPath(entry));
	if (built === undefined) return false;
	for (const pattern of sources) {
		for (const path of new Bun.Glob(pattern).scanSync({ cwd: root })) {
			if (path.endsWith(".test.ts")) continue;
			if ((modifiedMs(join(root, path)) ?? Number.POSITIVE_INFINITY) >= built) return false;
		}
	}
	return true;
}

function modifiedMs(path: string): number | undefined {
	return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
