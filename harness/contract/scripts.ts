import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Assay's own files, found from its sources and from the bundle alike: every check starts a process
 * and many start Workers, and transpiling some hundred files each time costs more than most checks
 * (CPU time of a start: 62 ms from the sources, 37 ms from the bundle).
 */
export const root = rootAbove(import.meta.dir);

export const bundleDirectory = join(root, "build", "host");

/** What is started as a process or Worker of its own, by the path of its source. */
export const scripts = [
	"harness/cli/host.ts",
	"harness/host/client.ts",
	"harness/host/victim-writer.ts",
	"harness/load/worker.ts",
	"harness/rig/serve.ts",
	"harness/swap/client-worker.ts",
	"harness/swap/worker.ts",
] as const;
export type Script = (typeof scripts)[number];

const bundled = import.meta.dir.startsWith(bundleDirectory);

/** Who runs from the bundle starts its own from there, too: one run never mixes two versions. */
export function scriptPath(script: Script): string {
	return bundled ? bundledPath(script) : join(root, script);
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
