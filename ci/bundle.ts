// Bundles what runs as a process or Worker of its own (harness/contract/scripts.ts) into build/host
// when a source is newer: a host process then starts with little more than half of the work.
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isBundleCurrent } from "../harness/cli/host-command.ts";
import { bundleDirectory, root, scripts } from "../harness/contract/scripts.ts";

/** Undefined, or why there is no bundle; hosts then start from the sources. */
export async function bundleHost(): Promise<string | undefined> {
	if (isBundleCurrent()) return undefined;
	// Beside it and then moved: a run of another terminal never loads half of it.
	const fresh = `${bundleDirectory}.new.${process.pid}`;
	const old = `${bundleDirectory}.old.${process.pid}`;
	try {
		const made = await bundle(scripts, { root, outdir: fresh, naming: "[dir]/[name].[ext]" });
		if (!made.success) return made.logs.map(String).join("\n");
		if (existsSync(bundleDirectory)) renameSync(bundleDirectory, old);
		renameSync(fresh, bundleDirectory);
		return undefined;
	} finally {
		for (const path of [fresh, old]) rmSync(path, { recursive: true, force: true });
	}
}

/**
 * The command line as one bundle, for who starts it hundreds of times: a start takes 0.1 s less of
 * a processor. `directory` is two below the root, as its source is. Undefined: it was not made.
 */
export async function bundleCommandLine(directory: string): Promise<string | undefined> {
	const made = await bundle(["harness/cli/main.ts"], { outdir: directory });
	return made.success ? join(directory, "main.js") : undefined;
}

function bundle(
	entries: readonly string[],
	where: Pick<Bun.BuildConfig, "root" | "outdir" | "naming">,
) {
	return Bun.build({
		entrypoints: entries.map((entry) => join(root, entry)),
		...where,
		target: "bun",
		// What only some need, fast-check above all, stays in files of its own.
		splitting: true,
		minify: { whitespace: true, syntax: true },
		sourcemap: "none",
		throw: false,
	});
}
