import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { EngineFile } from "../contract/index.ts";

/** The file's bytes, if they are still the ones that were inspected. */
export function readEngineImage(file: EngineFile): Uint8Array<ArrayBuffer> {
	const image = new Uint8Array(readFileSync(file.path));
	const digest = createHash("sha256").update(image).digest("hex");
	if (digest !== file.digest) {
		throw new Error(
			`${file.path} changed during the run: expected sha256 ${file.digest}, found ${digest}`,
		);
	}
	return image;
}
