import { closeSync, mkdirSync, openSync } from "node:fs";
import type { CutSurvival, DeviceFault, Rig, RigOptions } from "../contract/index.ts";
import { ServerLink } from "./link.ts";
import { Mount, programOfUser } from "./mount.ts";

/**
 * Starts a rig in a directory of its own. Both processes are children of this one: what kills it
 * and its descendants ends them, and the kernel then fails every request that is under way.
 */
export async function openRig(
	directory: string,
	options: RigOptions,
	program = programOfUser(),
): Promise<Rig> {
	mkdirSync(directory);
	const link = await ServerLink.start(directory, options);
	try {
		return new MountedRig(link, await Mount.make(directory, program), options.sizeBytes);
	} catch (error) {
		link.end();
		throw error;
	}
}

class MountedRig implements Rig {
	readonly path: string;
	readonly sizeBytes: number;
	readonly #link: ServerLink;
	#mount: Mount;

	constructor(link: ServerLink, mount: Mount, sizeBytes: number) {
		this.#link = link;
		this.#mount = mount;
		this.path = mount.path;
		this.sizeBytes = sizeBytes;
	}

	get powerFailed(): Promise<void> {
		return this.#link.powerFailed;
	}

	requests() {
		return this.#link.command({ kind: "requests" });
	}

	async setFaults(faults: readonly DeviceFault[]): Promise<void> {
		await this.#link.command({ kind: "faults", faults });
		// Opening the file makes FUSE forget its pages, so that reads meet the fault.
		if (faults.some((fault) => fault.on.includes("read"))) closeSync(openSync(this.path, "r"));
	}

	async armCut(after: number, covering = 0): Promise<void> {
		await this.#link.command({ kind: "arm", after, covering });
	}

	async cut(): Promise<void> {
		await this.#link.command({ kind: "cut" });
	}

	restore(survival: CutSurvival): Promise<void> {
		return this.#powerOn({ kind: "restore", survival });
	}

	renew(): Promise<void> {
		return this.#powerOn({ kind: "renew" });
	}

	async checkpoint(): Promise<void> {
		await this.#link.command({ kind: "checkpoint" });
	}

	rollBack(): Promise<void> {
		return this.#powerOn({ kind: "rollBack" });
	}

	/**
	 * The old mount ends while the power is off, so that nothing its page cache still holds reaches
	 * the device; only then the survivors are chosen.
	 */
	async #powerOn(command: Parameters<ServerLink["powerOn"]>[0]): Promise<void> {
		await this.cut();
		await this.#link.command({ kind: "disconnect" });
		await this.#mount.end();
		await this.#link.powerOn(command);
		this.#mount = await Mount.make(this.#mount.directory, this.#mount.program);
	}

	async close(): Promise<void> {
		await this.#link.command({ kind: "cut" });
		await this.#link.command({ kind: "disconnect" });
		await this.#mount.end();
		this.#link.end();
	}
}
