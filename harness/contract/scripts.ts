import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Assay's own files, found from its sources and from the bundle alike: every check starts a process
 * and many start Workers, and transpiling some hundred files each time costs more than most checks
 * (CPU time of a start: 100 ms from the sources, 45 ms from the bundle, which is compiled already).
 */
export const root = rootAbove(import.meta.dir);

export const bundleDirectory = join(root, "build", "host");

/** What is started as a process or Worker of its own, by the path of its source. */
export const scripts = [
	"harness/cli/main.ts",
	"harness/cli/host.ts",
	"harness/host/client.ts",
	"harness/host/victim-writer.ts",
	"harness/load/worker.ts",
	"harness/rig/serve.ts",
	"harness/swap/client-worker.ts",
	"harness/swap/worker.ts",
] as const;
export type Script = (typeof scripts)[number];

export const isBundled = import.meta.dir.startsWith(bundleDirectory);

/** Who runs from the bundle starts its own from there, too: one run never mixes two versions. */
export function scriptPath(script: Script): string {
	return isBundled ? bundledPath(script) : join(root, script);
}

export function bundledPath(script: Script): string {
	return join(bundleDirectory, script.replace(/\.ts$/, ".js"));
}

function rootAbove(directory: string): string {
	let at = directory;
	while (!existsSync(join(at, "package.json"))) {
		const above = dirname(at);
		if (above === at) throw new Error(`no package.json above ${directory}: Assay is incomplete`);
		at = above;
	}
	return at;
}
