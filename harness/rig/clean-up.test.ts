/** Whoever dies, and however: no mount, loop device, process or file of a rig stays behind. */
import { expect, test } from "bun:test";
import {
	accessSync,
	constants,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { releaseBelow } from "./index.ts";
import { loopsBelow, mountsBelow } from "./mounts.ts";

const native = join(import.meta.dir, "..", "..", "build", "native");

function writable(path: string): boolean {
	try {
		accessSync(path, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}
const canMount =
	writable("/dev/fuse") && (process.getuid?.() === 0 || Bun.which("nbdfuse") !== null);
const canLoop = process.getuid?.() === 0 && writable("/dev/loop-control");

async function until(what: () => boolean): Promise<boolean> {
	for (const giveUpAt = performance.now() + 10_000; performance.now() < giveUpAt; ) {
		if (what()) return true;
		await Bun.sleep(5);
	}
	return false;
}

function processesNaming(text: string): string[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.map((pid) => {
			try {
				const cwd = readFileSync(`/proc/${pid}/cmdline`, "utf8");
				return cwd.includes(text) ? cwd : "";
			} catch {
				return "";
			}
		})
		.filter(Boolean);
}

test.if(canMount)("a host process that is killed with a rig open leaves nothing", async () => {
	const scratch = mkdtempSync(join(tmpdir(), "assay rig "));
	const janitor = Bun.spawn([join(native, "janitor")], { stdin: "pipe" });
	janitor.stdin.write(`dir ${scratch}\n`);
	janitor.stdin.flush();
	const script = join(scratch, "open.ts");
	const index = join(import.meta.dir, "index.ts");
	writeFileSync(
		script,
		`import { openRig } from ${JSON.stringify(index)};
		const rig = await openRig(${JSON.stringify(join(scratch, "rig"))}, { sizeBytes: 1 << 20, seed: 1 });
		await Bun.write(${JSON.stringify(join(scratch, "open"))}, rig.path);
		await Bun.sleep(60_000);`,
	);
	const host = Bun.spawn([join(native, "leash"), process.execPath, script], { stdin: "pipe" });
	expect(await until(() => existsSync(join(scratch, "open")))).toBe(true);
	expect(mountsBelow(scratch)).toEqual([expect.stringContaining(join(scratch, "rig", "mount"))]);
	// As when the coordinator is killed: both standard inputs end in the same moment.
	host.stdin.end();
	janitor.stdin.end();
	await Promise.all([host.exited, janitor.exited]);
	expect(mountsBelow(scratch)).toEqual([]);
	expect(existsSync(scratch)).toBe(false);
	expect(processesNaming(scratch)).toEqual([]);
});

test.if(canLoop)(
	"a loop device over a file of ours is detached, by the janitor and by a run",
	async () => {
		const scratch = mkdtempSync(join(tmpdir(), "assay-loop-"));
		const file = join(scratch, "inner", "file");
		mkdirSync(join(scratch, "inner"));
		writeFileSync(file, new Uint8Array(1 << 20));
		const attach = () => Bun.spawnSync(["losetup", "--find", file]).exitCode;
		expect(attach()).toBe(0);
		expect(loopsBelow(scratch).length).toBe(1);
		releaseBelow(scratch);
		expect(await until(() => loopsBelow(scratch).length === 0)).toBe(true);
		expect(attach()).toBe(0);
		const janitor = Bun.spawn([join(native, "janitor")], { stdin: "pipe" });
		janitor.stdin.write(`dir ${scratch}\n`);
		janitor.stdin.end();
		await janitor.exited;
		expect(await until(() => loopsBelow(scratch).length === 0)).toBe(true);
		expect(existsSync(scratch)).toBe(false);
	},
);
