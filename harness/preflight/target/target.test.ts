import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { inspectEngine } from "../inspect.ts";
import { proveInDirectory } from "./direct-io.ts";
import { prepareTarget, unfitForTarget } from "./index.ts";
import { mountOf, parseMounts, readMounts } from "./mounts.ts";

const build = resolve(import.meta.dir, "../../../build");
let directory: string;
beforeAll(() => {
	directory = mkdtempSync(join(build, "assay-target-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const named = (path: string, yesDestroy?: string) =>
	prepareTarget({ path, candidates: [], yesDestroy });

function refusal(path: string, yesDestroy?: string): string {
	const result = named(path, yesDestroy);
	if (result.ok) throw new Error("expected a refusal");
	expect(result.kind).toBe("usage");
	expect(result.message).toEndWith(".");
	return result.message;
}

function accepted(path: string, yesDestroy?: string) {
	const result = named(path, yesDestroy);
	if (!result.ok) throw new Error(result.message);
	return result;
}

const tmpfs = readMounts().find(
	({ fileSystem, path }) => fileSystem === "tmpfs" && path === "/dev/shm",
)?.path;

describe("mountinfo", () => {
	const text = [
		"21 1 254:0 / / rw,relatime - ext4 /dev/root rw",
		"22 21 0:20 / /run rw - tmpfs tmpfs rw,size=1k",
		"23 21 0:30 / /mnt/two\\040words rw shared:1 master:2 - btrfs /dev/vdb ro,ssd",
		"24 23 0:31 / /mnt/two\\040words rw - overlay overlay rw",
		"garbage",
	].join("\n");

	test("names are decoded, optional fields skipped, nonsense left out", () => {
		const mounts = parseMounts(text);
		expect(mounts.map(({ path }) => path)).toEqual([
			"/",
			"/run",
			"/mnt/two words",
			"/mnt/two words",
		]);
		expect(mounts[2]).toMatchObject({ fileSystem: "btrfs", source: "/dev/vdb", readOnly: true });
	});

	test("a path lies in its longest mount, and in the last of two on one place", () => {
		const mounts = parseMounts(text);
		expect(mountOf("/run", mounts)?.fileSystem).toBe("tmpfs");
		expect(mountOf("/runner/x", mounts)?.fileSystem).toBe("ext4");
		expect(mountOf("/mnt/two words/x", mounts)?.fileSystem).toBe("overlay");
	});
});

describe("directories", () => {
	test("one on a disk is accepted, and is as it was before", () => {
		const { target } = accepted(directory);
		expect(target).toMatchObject({ mode: "scratch", path: directory });
		expect(target.facts.directIo).toBe("proven");
		expect(readdirSync(directory)).toEqual([]);
	});

	test.skipIf(tmpfs === undefined)(
		"O_DIRECT is not proven in memory, though open accepts it",
		() => {
			expect(proveInDirectory(tmpfs ?? "").directIo).not.toBe("proven");
			expect(accepted(tmpfs ?? "").target.facts).toMatchObject({
				fileSystem: "tmpfs",
				directIo: "buffered",
			});
		},
	);

	test.skipIf(tmpfs === undefined)(
		"a durable engine has no place in memory, a volatile one has",
		() => {
			const { facts } = accepted(tmpfs ?? "").target;
			const descriptorOf = (name: string) => {
				const result = inspectEngine(join(build, "engines", `${name}.so`));
				if (!result.ok) throw new Error(result.refusal.message);
				return result.prepared.file.descriptor;
			};
			expect(unfitForTarget(facts, descriptorOf("nvme"))).toContain("memory, where O_DIRECT");
			expect(unfitForTarget(facts, descriptorOf("memory"))).toBeUndefined();
			const disk = accepted(directory).target.facts;
			expect(unfitForTarget(disk, descriptorOf("nvme"))).toBeUndefined();
			const buffered = { ...disk, directIo: "buffered" as const };
			expect(unfitForTarget(buffered, descriptorOf("nvme"))).toContain("O_DIRECT");
		},
	);

	test("without --target the first place with proven direct I/O is taken", () => {
		const candidates = [...(tmpfs === undefined ? [] : [tmpfs]), "/proc", directory];
		const result = prepareTarget({ path: undefined, candidates, yesDestroy: undefined });
		expect(result.ok && result.target.path).toBe(directory);
	});

	test("with no such place the host is unfit, and each place is told", () => {
		const result = prepareTarget({ path: undefined, candidates: ["/proc"], yesDestroy: undefined });
		expect(result).toMatchObject({ ok: false, kind: "unfit" });
		expect(result.ok ? "" : result.message).toContain("/proc");
	});
});

describe("regular files", () => {
	test("one that holds data is left alone, unless it is named twice", () => {
		const path = join(directory, "precious");
		writeFileSync(path, "precious");
		expect(refusal(path)).toContain(`--yes-destroy ${path}`);
		expect(refusal(path, join(directory, "other"))).toContain("did not make");
		expect(readFileSync(path, "utf8")).toBe("precious");
		expect(refusal(path, path)).toContain("at least");
		const large = join(directory, "large");
		writeFileSync(large, new Uint8Array(40 << 20).fill(7));
		expect(accepted(large, large).target).toMatchObject({ mode: "device", path: large });
	});

	test("an empty one is grown, and empty again when it is released", () => {
		const path = join(directory, "empty");
		writeFileSync(path, "");
		const { target, release } = accepted(path);
		expect(target.facts).toMatchObject({ kind: "file", path });
		expect(statSync(path).size).toBe(target.facts.sizeBytes);
		release();
		expect(statSync(path).size).toBe(0);
	});

	test("a symbolic link is followed, and both names are told", () => {
		const path = join(directory, "linked");
		const link = join(directory, "link");
		writeFileSync(path, "data");
		symlinkSync(path, link);
		expect(refusal(link)).toContain(`${link} (which is ${path})`);
		const dangling = join(directory, "dangling");
		symlinkSync(join(directory, "gone"), dangling);
		expect(refusal(dangling)).toContain("symbolic link to nothing");
	});
});

describe("what is neither", () => {
	test("is refused, and nothing is made", () => {
		const missing = join(directory, "missing");
		expect(refusal(missing)).toContain("does not exist");
		expect(existsSync(missing)).toBe(false);
		expect(refusal("/dev/null")).toContain("character device");
		const fifo = join(directory, "fifo");
		Bun.spawnSync(["mkfifo", fifo]);
		expect(refusal(fifo)).toContain("a FIFO");
		expect(refusal("/proc")).toContain("MiB free");
		mkdirSync(join(directory, "d"));
		expect(refusal(join(directory, "fifo", "x"))).toContain("does not exist");
	});
});
