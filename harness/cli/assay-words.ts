import { join } from "node:path";
import { shellWord } from "../../results/schema/index.ts";
import { root } from "../contract/scripts.ts";

/** How the user called us, and can again: through npm if they came through npm. */
export function assayWords(): string {
	if (process.env.npm_lifecycle_event !== undefined) return "npm run assay --";
	return shellWord(join(root, "ci", "assay"));
}
