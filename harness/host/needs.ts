import { accessSync, constants, existsSync } from "node:fs";
import type { HostNeed } from "../contract/index.ts";

/** Why a need is not met, with what to install; undefined when it is. */
const reasons: Record<HostNeed, () => string | undefined> = {
	root: () => (process.getuid?.() === 0 ? undefined : "needs root: run it with sudo"),
	fuse: () =>
		canWrite("/dev/fuse") ? undefined : "needs /dev/fuse, which this host does not offer",
	"device-mount": () => {
		if (process.getuid?.() === 0) return undefined;
		if (!Bun.which("nbdfuse")) {
			return "needs root, or nbdfuse: install the package libnbd-bin (elsewhere: nbdfuse)";
		}
		if (Bun.which("fusermount3")) return undefined;
		return "needs root, or fusermount3: install the package fuse3";
	},
	"loop-device": () =>
		existsSync("/dev/loop-control") && canWrite("/dev/loop-control")
			? undefined
			: "needs /dev/loop-control and the right to write to it",
	"direct-io": () => undefined,
};

export function missingHostNeed(needs: readonly HostNeed[]): string | undefined {
	for (const need of needs) {
		const reason = reasons[need]();
		if (reason !== undefined) return reason;
	}
	return undefined;
}

function canWrite(path: string): boolean {
	try {
		accessSync(path, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}
