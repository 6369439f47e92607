import { describe, expect, test } from "bun:test";
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { type DeviceFacts, judgeDevice, readDeviceFacts } from "./block-device.ts";
import { readMounts } from "./mounts.ts";
import { headBytes, recogniseSignature, tailBytes } from "./signatures.ts";

const free: DeviceFacts = {
	sizeBytes: 1 << 30,
	readOnly: false,
	mountedAt: [],
	swapsOn: [],
	holders: [],
	partitions: [],
	isPartition: false,
	signature: undefined,
	exclusiveOpen: undefined,
};

describe("judging a device", () => {
	test("one that nobody uses may be written", () => {
		expect(judgeDevice(free)).toBeUndefined();
	});

	const inUse: [string, Partial<DeviceFacts>][] = [
		["is mounted at /", { mountedAt: ["/"] }],
		["is in use as swap", { swapsOn: ["/dev/vdb"] }],
		["is held by dm-0", { holders: ["dm-0"] }],
		["is read-only", { readOnly: true }],
		["is in use by the kernel", { exclusiveOpen: "EBUSY" }],
		["cannot be opened for writing", { exclusiveOpen: "EACCES" }],
	];
	test.each(inUse)("%s: nothing lifts that", (reason, facts) => {
		const found = judgeDevice({ ...free, ...facts });
		expect(found?.reason).toContain(reason);
		expect(found?.absolute).toBe(true);
		// Whatever else is true of it.
		const worse = judgeDevice({ ...free, partitions: ["vdb1"], signature: "XFS", ...facts });
		expect(worse?.absolute).toBe(true);
	});

	const claimed: [string, Partial<DeviceFacts>][] = [
		["is partitioned (vdb1, vdb2)", { partitions: ["vdb1", "vdb2"] }],
		["carries data of others (XFS)", { signature: "XFS" }],
		["is a partition of a disk", { isPartition: true }],
	];
	test.each(claimed)("%s: --yes-destroy lifts that", (reason, facts) => {
		expect(judgeDevice({ ...free, ...facts })).toMatchObject({ reason, absolute: false });
	});
});

describe("signatures", () => {
	const deviceBytes = 64 << 20;
	const nothing = () => ({ head: new Uint8Array(headBytes), tail: new Uint8Array(tailBytes) });
	const at = (offset: number, ...magic: number[]) => {
		const { head, tail } = nothing();
		head.set(magic, offset);
		return recogniseSignature(head, tail, deviceBytes);
	};
	const text = (value: string) => [...new TextEncoder().encode(value)];

	test("zeros and noise without magic are nobody's", () => {
		const { head, tail } = nothing();
		expect(recogniseSignature(head, tail, deviceBytes)).toBeUndefined();
		expect(recogniseSignature(head.fill(0xa7), tail.fill(0xa7), deviceBytes)).toBeUndefined();
	});

	test.each([
		["ext2/3/4", 0x438, [0x53, 0xef]],
		["XFS", 0, text("XFSB")],
		["Btrfs", 0x10040, text("_BHRfS_M")],
		["LVM physical volume", 512, text("LABELONE")],
		["LUKS", 0, [...text("LUKS"), 0xba, 0xbe]],
		["Linux RAID member", 4096, [0xfc, 0x4e, 0x2b, 0xa9]],
		["swap", 4086, text("SWAPSPACE2")],
		["GPT partition table", 512, text("EFI PART")],
		["GPT partition table", 4096, text("EFI PART")],
		["MBR partition table or boot sector", 510, [0x55, 0xaa]],
		["NTFS", 3, text("NTFS    ")],
		["FAT", 82, text("FAT32   ")],
		["SquashFS", 0, text("hsqs")],
		["ISO 9660", 0x8001, text("CD001")],
		["ZFS", 132 * 1024, [0x0c, 0xb1, 0xba, 0, 0, 0, 0, 0]],
	])("%s is known by its magic at %d", (name, offset, magic) => {
		expect(at(offset, ...magic)).toBe(name);
	});

	test("what stands at a device's end is seen, too", () => {
		const backup = nothing();
		backup.tail.set(text("EFI PART"), tailBytes - 512);
		expect(recogniseSignature(backup.head, backup.tail, deviceBytes)).toBe("GPT partition table");
		const raid = nothing();
		raid.tail.set([0xfc, 0x4e, 0x2b, 0xa9], tailBytes - 8192);
		expect(recogniseSignature(raid.head, raid.tail, deviceBytes)).toBe("Linux RAID member");
		const old = nothing();
		old.tail.set([0xfc, 0x4e, 0x2b, 0xa9], tailBytes - 65_536);
		expect(recogniseSignature(old.head, old.tail, deviceBytes)).toBe("Linux RAID member");
	});

	const env = { PATH: `${process.env.PATH}:/sbin:/usr/sbin` };
	const makers: [string, string[]][] = [
		["ext2/3/4", ["mkfs.ext4", "-q", "-F"]],
		["swap", ["mkswap", "-q"]],
	];
	for (const [name, command] of makers) {
		const isHere = Bun.which(command[0] ?? "", env) !== null;
		test.skipIf(!isHere)(`${name} is found in what ${command[0]} really writes`, () => {
			const image = `${import.meta.dir}/../../../build/signature-${process.pid}.img`;
			try {
				writeFileSync(image, "");
				truncateSync(image, 16 << 20);
				expect(Bun.spawnSync([...command, image], { env }).exitCode).toBe(0);
				const data = readFileSync(image);
				const tail = data.subarray(data.length - tailBytes);
				expect(recogniseSignature(data.subarray(0, headBytes), tail, data.length)).toBe(name);
			} finally {
				rmSync(image, { force: true });
			}
		});
	}
});

describe("a device that is mounted on this machine", () => {
	const mount = readMounts().find(({ source, device }) => {
		return /^\/dev\/(?!fuse|loop)/.test(source) && !device.startsWith("0:");
	});

	test.skipIf(mount === undefined)("is seen as mounted, by looking alone", () => {
		const { source = "", path = "" } = mount ?? {};
		const facts = readDeviceFacts(source);
		expect(facts.mountedAt).toContain(path);
		expect(facts.sizeBytes).toBeGreaterThan(0);
		expect(facts.exclusiveOpen).toBeDefined();
		expect(judgeDevice(facts)?.absolute).toBe(true);
	});
});
