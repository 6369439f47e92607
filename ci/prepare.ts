// What `ci/assay --prepare` does with Bun at hand: builds the engines and native helpers that are
// missing or out of date. Silent when there is nothing to do; all that is said goes to stderr.
import { type ArtifactGroup, buildAll } from "../engines/build.ts";
import { bundleHost } from "./bundle.ts";

const needed: readonly ArtifactGroup[] = ["reference", "variants", "native"];

async function prepare(everything: boolean): Promise<number> {
	if (Bun.which("cc") === null) {
		console.error(
			"assay: no C compiler (cc) was found, and the built-in engines are built from source; " +
				"install gcc and libc6-dev (Debian: apt-get install gcc libc6-dev) and run it again.",
		);
		return 3;
	}
	let told = false;
	const report = await buildAll({
		...(everything ? {} : { groups: needed }),
		onCompile: () => {
			if (!told) console.error("assay: building the engines (cc)");
			told = true;
		},
	});
	const unbundled = await bundleHost();
	if (unbundled !== undefined) {
		console.error(`assay: no bundle, so that every check starts more slowly: ${unbundled}`);
	}
	for (const { artifact, message } of report.failures) {
		console.error(`assay: ${artifact} could not be built:\n${message}`);
	}
	return report.failures.length === 0 ? 0 : 6;
}

process.exitCode = await prepare(process.argv.includes("--everything"));
