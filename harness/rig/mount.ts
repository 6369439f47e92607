import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { HostLacking, root } from "../contract/index.ts";
import { socketName } from "./link.ts";
import { mountsBelow, unmount } from "./mounts.ts";

const patienceMs = 10_000;
const readyFile = "mount-ready";
const ownProgram = join(root, "build", "native", "fuse_device");

/** Root mounts with Assay's own program; others need nbdfuse, which has fusermount3 do it. */
export type MountProgram = "fuse_device" | "nbdfuse";

export function programOfUser(): MountProgram {
	return process.getuid?.() === 0 ? "fuse_device" : "nbdfuse";
}

/** The names are relative to its working directory: a socket's path has to be short. */
function commandOf(program: MountProgram): string[] {
	return program === "fuse_device"
		? [ownProgram, "mount/device", socketName, readyFile]
		: ["nbdfuse", "-P", readyFile, "mount/device", "--unix", socketName];
}

/** The rig's device as a file: `device` in a directory of its own. */
export class Mount {
	readonly directory: string;
	readonly path: string;
	readonly program: MountProgram;
	readonly #child;

	private constructor(directory: string, program: MountProgram) {
		this.directory = directory;
		this.program = program;
		this.path = join(directory, "mount", "device");
		mkdirSync(join(directory, "mount"), { recursive: true });
		rmSync(join(directory, readyFile), { force: true });
		const stderr = openSync(join(directory, "mount-errors"), "w");
		this.#child = Bun.spawn(commandOf(program), { cwd: directory, stdout: "ignore", stderr });
		closeSync(stderr);
	}

	/** Resolves once the file is there. */
	static async make(directory: string, program: MountProgram): Promise<Mount> {
		const mount = new Mount(directory, program);
		const giveUpAt = performance.now() + patienceMs;
		while (!existsSync(join(directory, readyFile))) {
			if (mount.#child.exitCode !== null || performance.now() > giveUpAt) {
				await mount.end();
				const said = readFileSync(join(directory, "mount-errors"), "utf8").trim();
				throw new HostLacking(`${program} could not mount a device: ${said}`);
			}
			await Bun.sleep(1);
		}
		return mount;
	}

	/** Ends it, in order if it can: it unmounts when it is told to end. */
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
