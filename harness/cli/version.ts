import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Of this repository's package.json, which is the only place that says it. */
export function assayVersion(root: string): string {
	const content: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
	const isPackage = typeof content === "object" && content !== null && "version" in content;
	if (!isPackage) throw new Error(`${root}/package.json names no version`);
	return String(content.version);
}
