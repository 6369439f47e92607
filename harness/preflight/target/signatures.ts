/**
 * Recognises what others keep on a device, by the magic bytes that they are known by. Pure.
 * Not covered: data without any magic, such as a database's raw volume.
 */

interface Signature {
	readonly name: string;
	/** Byte offsets at which it may begin. Negative: from the end of the device. */
	readonly offsets: readonly number[];
	readonly magic: Uint8Array;
}

const ascii = (text: string) => new TextEncoder().encode(text);
const bytes = (...values: number[]) => Uint8Array.from(values);
const kib = 1024;

const signatures: readonly Signature[] = [
	{ name: "GPT partition table", offsets: [512, 4096, -512, -4096], magic: ascii("EFI PART") },
	{ name: "ext2/3/4", offsets: [0x438], magic: bytes(0x53, 0xef) },
	{ name: "XFS", offsets: [0], magic: ascii("XFSB") },
	{ name: "Btrfs", offsets: [64 * kib + 64], magic: ascii("_BHRfS_M") },
	{ name: "LVM physical volume", offsets: [0, 512, 1024, 1536], magic: ascii("LABELONE") },
	{ name: "LUKS", offsets: [0], magic: bytes(0x4c, 0x55, 0x4b, 0x53, 0xba, 0xbe) },
	{ name: "LUKS", offsets: [16 * kib, 32 * kib], magic: bytes(0x53, 0x4b, 0x55, 0x4c, 0xba, 0xbe) },
	{ name: "Linux RAID member", offsets: [0, 4096], magic: bytes(0xfc, 0x4e, 0x2b, 0xa9) },
	{ name: "swap", offsets: swapOffsets(10), magic: ascii("SWAPSPACE2") },
	{ name: "swap", offsets: swapOffsets(10), magic: ascii("SWAP-SPACE") },
	{ name: "suspended system", offsets: swapOffsets(10), magic: ascii("S1SUSPEND") },
	{ name: "FAT", offsets: [54], magic: ascii("FAT") },
	{ name: "FAT", offsets: [82], magic: ascii("FAT32") },
	{ name: "exFAT", offsets: [3], magic: ascii("EXFAT   ") },
	{ name: "NTFS", offsets: [3], magic: ascii("NTFS    ") },
	{ name: "BitLocker", offsets: [3], magic: ascii("-FVE-FS-") },
	{ name: "SquashFS", offsets: [0], magic: ascii("hsqs") },
	{ name: "ISO 9660", offsets: [0x8001], magic: ascii("CD001") },
	{ name: "UDF", offsets: [0x8001], magic: ascii("BEA01") },
	{ name: "F2FS", offsets: [1024], magic: bytes(0x10, 0x20, 0xf5, 0xf2) },
	{ name: "EROFS", offsets: [1024], magic: bytes(0xe2, 0xe1, 0xf5, 0xe0) },
	{ name: "HFS+", offsets: [1024], magic: ascii("H+") },
	{ name: "APFS", offsets: [32], magic: ascii("NXSB") },
	{ name: "NILFS2", offsets: [0x406], magic: bytes(0x34, 0x34) },
	{ name: "ReiserFS", offsets: [64 * kib + 0x34, 8 * kib + 0x34], magic: ascii("ReIsEr") },
	{ name: "JFS", offsets: [32 * kib], magic: ascii("JFS1") },
	{ name: "OCFS2", offsets: [1024, 2048, 4096, 8192], magic: ascii("OCFSV2") },
	{ name: "GFS2", offsets: [64 * kib], magic: bytes(0x01, 0x16, 0x19, 0x70) },
	{ name: "Ceph BlueStore", offsets: [0], magic: ascii("bluestore block device") },
	{ name: "dm-verity", offsets: [0], magic: ascii("verity\0\0") },
	{ name: "dm-integrity", offsets: [0], magic: ascii("integrt\0") },
	{ name: "VDO", offsets: [0], magic: ascii("dmvdo001") },
	{ name: "Stratis", offsets: [512 + 4, 9 * 512 + 4], magic: ascii("!Stra0tis") },
	{
		name: "bcache",
		offsets: [4096 + 24],
		magic: bytes(0xc6, 0x85, 0x73, 0xf6, 0x4e, 0x1a, 0x45, 0xca),
	},
	{
		name: "bcachefs",
		offsets: [4096 + 24],
		magic: bytes(0xc6, 0x85, 0x73, 0xf6, 0x66, 0xce, 0x90, 0xa9),
	},
];

function swapOffsets(length: number): number[] {
	return [4, 8, 16, 64].map((pages) => pages * kib - length);
}

/** How much of a device's start and end `recogniseSignature` wants to see. */
export const headBytes = 1024 * kib;
export const tailBytes = 256 * kib;

/** The first known owner, or undefined. `tail` ends where the device ends. */
export function recogniseSignature(
	head: Uint8Array,
	tail: Uint8Array,
	deviceBytes: number,
): string | undefined {
	const found = signatures.find(({ offsets, magic }) =>
		offsets.some((offset) =>
			offset >= 0 ? matches(head, offset, magic) : matches(tail, tail.length + offset, magic),
		),
	);
	if (found !== undefined) return found.name;
	if (hasZfsLabel(head)) return "ZFS";
	if (hasRaidAtEnd(tail, deviceBytes)) return "Linux RAID member";
	// Last, since FAT and NTFS have the same two bytes there.
	if (matches(head, 510, bytes(0x55, 0xaa))) return "MBR partition table or boot sector";
	return undefined;
}

function matches(data: Uint8Array, offset: number, magic: Uint8Array): boolean {
	if (offset < 0 || offset + magic.length > data.length) return false;
	return magic.every((byte, index) => data[offset + index] === byte);
}

/** An uberblock of the first label: 128 KiB of slots from 128 KiB on, in either byte order. */
function hasZfsLabel(head: Uint8Array): boolean {
	const little = bytes(0x0c, 0xb1, 0xba, 0x00, 0, 0, 0, 0);
	const big = bytes(0, 0, 0, 0, 0x00, 0xba, 0xb1, 0x0c);
	for (let offset = 128 * kib; offset < 256 * kib; offset += kib) {
		if (matches(head, offset, little) || matches(head, offset, big)) return true;
	}
	return false;
}

/** md superblocks 1.0 (8 KiB before the end, 4 KiB aligned) and 0.90 (64 KiB aligned). */
function hasRaidAtEnd(tail: Uint8Array, deviceBytes: number): boolean {
	const magic = bytes(0xfc, 0x4e, 0x2b, 0xa9);
	const start = deviceBytes - tail.length;
	const sectors = Math.floor(deviceBytes / 512);
	const recent = Math.floor((sectors - 16) / 8) * 8 * 512;
	const old = Math.floor(deviceBytes / (64 * kib)) * 64 * kib - 64 * kib;
	return matches(tail, recent - start, magic) || matches(tail, old - start, magic);
}
