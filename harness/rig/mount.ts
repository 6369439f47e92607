import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { HostLacking } from "../contract/index.ts";
import { socketName } from "./link.ts";
import { mountsBelow, unmount } from "./mounts.ts";

const patienceMs = 10_000;
const pidFile = "nbdfuse.pid";

/** One nbdfuse over the rig's server: a directory with the one file `device`. */
export class Mount {
	readonly directory: string;
	readonly path: string;
	readonly #child;

	private constructor(directory: string) {
		this.directory = directory;
		this.path = join(directory, "mount", "device");
		mkdirSync(join(directory, "mount"), { recursive: true });
		rmSync(join(directory, pidFile), { force: true });
		const stderr = openSync(join(directory, "mount-errors"), "w");
		// The names are relative to its working directory: a socket's path has to be short.
		const command = ["nbdfuse", "-P", pidFile, "mount/device", "--unix", socketName];
		this.#child = Bun.spawn(command, { cwd: directory, stdout: "ignore", stderr });
		closeSync(stderr);
	}

	/** Resolves once the file is there. */
	static async make(directory: string): Promise<Mount> {
		const mount = new Mount(directory);
		const giveUpAt = performance.now() + patienceMs;
		while (!existsSync(join(directory, pidFile))) {
			if (mount.#child.exitCode !== null || performance.now() > giveUpAt) {
				await mount.end();
				const said = readFileSync(join(directory, "mount-errors"), "utf8").trim();
				throw new HostLacking(`nbdfuse could not mount a device: ${said}`);
			}
			await Bun.sleep(1);
		}
		return mount;
	}

	/** Ends it, in order if it can: nbdfuse unmounts when it is told to end. */
	async end(): Promise<void> {
		this.#child.kill("SIGTERM");
		const ended = await Promise.race([this.#child.exited, Bun.sleep(500).then(() => undefined)]);
		if (ended === undefined) {
			this.#child.kill("SIGKILL");
			await this.#child.exited;
		}
		for (const path of mountsBelow(join(this.directory, "mount"))) unmount(path);
	}
}
