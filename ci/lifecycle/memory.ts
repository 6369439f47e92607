/** Prints by how many bytes this process and the library's sealed copy grow with one load. */
import { readFileSync } from "node:fs";
import { openLibrary, readEngineImage } from "../../harness/ffi/index.ts";
import { inspectEngine } from "../../harness/preflight/index.ts";

function residentBytes(): number {
	Bun.gc(true);
	return Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
}

const inspected = inspectEngine(process.argv[2] ?? "");
if (!inspected.ok) throw new Error(inspected.refusal.message);
const { file } = inspected.prepared;
// The first load also pays for what all later ones share.
openLibrary(readEngineImage(file)).close();
const before = residentBytes();
const library = openLibrary(readEngineImage(file));
const after = residentBytes();
// The copy is a memory file: its pages are no anonymous memory of the process, but they are taken.
console.log(Math.max(0, after - before) + file.fileBytes);
library.close();
