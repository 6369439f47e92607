import { join } from "node:path";
import { root } from "../contract/index.ts";

const janitorPath = join(root, "build", "native", "janitor");

/** What a run leaves behind is named here as soon as it exists; a process of its own removes it. */
export interface Janitor {
	owns(kind: "dir" | "file" | "mount" | "loop", path: string): void;
	/** Cleans up now and resolves when it is done. */
	finish(): Promise<void>;
}

/** Starts the janitor; it acts when `finish` is called or this process is no more. */
export function startJanitor(): Janitor {
	const child = Bun.spawn([janitorPath], { stdin: "pipe", stdout: "ignore", stderr: "ignore" });
	return {
		owns(kind, path) {
			if (path.includes("\n")) throw new Error(`a path with a line break: ${JSON.stringify(path)}`);
			child.stdin.write(`${kind} ${path}\n`);
			child.stdin.flush();
		},
		async finish() {
			child.stdin.end();
			await child.exited;
		},
	};
}
