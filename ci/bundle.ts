// Bundles what runs as a process or Worker of its own (harness/contract/scripts.ts) into build/host
// when a source is newer: a host process then starts with half of the work, and so does `assay`.
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
		const made = await bundle(fresh);
		if (!made.success) return made.logs.map(String).join("\n");
		if (existsSync(bundleDirectory)) renameSync(bundleDirectory, old);
		renameSync(fresh, bundleDirectory);
		return undefined;
	} finally {
		for (const path of [fresh, old]) rmSync(path, { recursive: true, force: true });
	}
}

function bundle(outdir: string) {
	return Bun.build({
		entrypoints: scripts.map((entry) => join(root, entry)),
		root,
		outdir,
		naming: "[dir]/[name].[ext]",
		target: "bun",
		// Parsed once, here, and not at every start; only CommonJS can have that in Bun 1.4.
		format: "cjs",
		bytecode: true,
		define: {
			// Where the bundle lies, not where its sources lay: it starts its own files, and moves along.
			"import.meta.dir": "module.path",
			// For a configuration that extends another; Assay gives yargs none.
			"import.meta.resolve": "require.resolve",
			// yargs asks as it loads, and is told a width: the stream takes longer than the rest.
			"process.stdout.columns": "undefined",
		},
		minify: { whitespace: true, syntax: true },
		sourcemap: "none",
		throw: false,
	});
}
