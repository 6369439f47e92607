import { describe, expect, test } from "bun:test";
import { stampedBlock } from "./stamp.ts";

/** Straight from the specification in stamp.ts, with BigInt and no shortcuts. */
function fromSpecification(
	blockBytes: number,
	blockId: bigint,
	writer: bigint,
	epoch: bigint,
	sequence: bigint,
): Uint8Array<ArrayBuffer> {
	const u32 = (value: bigint): bigint => value & 0xffffffffn;
	const mix = (hash: bigint, word: bigint): bigint => {
		const product = u32((hash ^ word) * 0x9e3779b1n);
		return product ^ (product >> 15n);
	};
	const bytes = new Uint8Array(new ArrayBuffer(blockBytes));
	const view = new DataView(bytes.buffer);
	for (let sector = 0; sector * 512 < blockBytes; sector++) {
		const header = [u32(blockId), blockId >> 32n, writer, epoch];
		header.push(u32(sequence), sequence >> 32n, BigInt(sector));
		const key = header.reduce(mix, 0x811c9dc5n);
		const words = [0x41535341n, 0x4b4c4259n, ...header, mix(key, 0x41535359n)];
		for (let k = words.length; k < 128; k++) {
			const x = u32(key + BigInt(k) * 0x9e3779b9n);
			const product = u32((x ^ (x >> 16n)) * 0x85ebca6bn);
			words.push(product ^ (product >> 13n));
		}
		words.forEach((word, k) => {
			const offset = sector * 512 + k * 4;
			if (offset < blockBytes) view.setUint32(offset, Number(word), true);
		});
	}
	return bytes;
}

describe("stamp", () => {
	const cases: [number, bigint, number, number, number][] = [
		[64, 0n, 0, 0, 0],
		[512, 5n, 1, 2, 3],
		[4096, 0xffff_ffff_ffff_fffen, 0xffffffff, 7, 2 ** 53 - 1],
		[1024, 2n ** 32n + 1n, 3, 0xfffffffe, 2 ** 32],
	];
	test.each(cases)(
		"equals the specification: %p bytes, block %p",
		(bytes, id, writer, epoch, sequence) => {
			const stamp = { blockId: id, writer, epoch, sequence };
			expect(stampedBlock(bytes, stamp)).toEqual(
				fromSpecification(bytes, id, BigInt(writer), BigInt(epoch), BigInt(sequence)),
			);
		},
	);

	test("golden: the C stamp must have this digest", () => {
		const stamp = { blockId: 0x1_0000_0005n, writer: 7, epoch: 3, sequence: 2 ** 33 + 11 };
		const digest = new Bun.CryptoHasher("sha256").update(stampedBlock(4096, stamp)).digest("hex");
		expect(digest).toBe("2bfe33a59f324ec12c4a69600dadfcc8491631a78622c4e0dec6e90bb71b8bc1");
	});

	test("differs in nearly every fill word between neighbours in id, sequence and sector", () => {
		const block = (blockId: bigint, sequence: number): Uint32Array =>
			new Uint32Array(stampedBlock(1024, { blockId, writer: 0, epoch: 0, sequence }).buffer);
		const base = block(5n, 9);
		for (const other of [block(6n, 9), block(5n, 10)]) {
			let same = 0;
			for (let k = 10; k < 128; k++) if (base[k] === other[k]) same++;
			expect(same).toBeLessThan(3);
		}
		let sameAcrossSectors = 0;
		for (let k = 10; k < 128; k++) if (base[k] === base[128 + k]) sameAcrossSectors++;
		expect(sameAcrossSectors).toBeLessThan(3);
	});
});
