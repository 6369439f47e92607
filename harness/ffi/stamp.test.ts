import { describe, expect, test } from "bun:test";
import { allocateGuarded } from "./buffer.ts";
import { mismatchNames, stampBlock, verifyBlock } from "./stamp.ts";

/** sha256 of what suites/model/stamp.ts makes for these stamps: one specification, two makers. */
const golden: [number, number, number, number, number, string][] = [
	[64, 0, 0, 0, 0, "6a351f6fbb1f11f0aa066f736daff95df5535c1ad5cd9408f44718c7635d6cf0"],
	[512, 5, 1, 2, 3, "1ba588594484e640cca45ecc48533a4a153a79f172a3b31bbd512fb15cb93c51"],
	[
		500,
		77,
		4294967295,
		1,
		4294967295,
		"5c8121093b8ece19c03d1bf586359bebd526309041887d358053f32d4090acd7",
	],
	[
		4096,
		4294967301,
		7,
		3,
		8589934603,
		"2bfe33a59f324ec12c4a69600dadfcc8491631a78622c4e0dec6e90bb71b8bc1",
	],
	[
		4096,
		9007199254740991,
		4294967295,
		4294967295,
		9007199254740991,
		"f4014cdc3fac5551bd65eee24c6ec3b3b0eeef52a2afa12b4d7fc94b5b8186fd",
	],
	[65536, 1, 2, 3, 4, "dda66d128132c451ee6b6a50e693967338e139c9c5659055b6386b509c6e7560"],
];

const id = 2 ** 32 + 5;
const sequence = 2 ** 33 + 11;

function stamped(bytes: number) {
	const buffer = allocateGuarded(bytes, "end");
	stampBlock(buffer.address, bytes, id, 7, 3, sequence);
	return buffer;
}

/** Name of the mismatch after a change; the buffer ends at a guard page. */
function afterwards(bytes: number, change: (block: Uint8Array) => void): string | undefined {
	const buffer = stamped(bytes);
	change(buffer.bytes);
	const found = verifyBlock(buffer.address, bytes, id, 7, 3, sequence);
	buffer.free();
	return mismatchNames[found];
}

describe("the stamp in C", () => {
	test.each(golden)("%p bytes of block %p are those of the specification", (bytes, ...rest) => {
		const [block, writer, epoch, number, digest] = rest;
		const buffer = allocateGuarded(bytes, "end");
		stampBlock(buffer.address, bytes, block, writer, epoch, number);
		const found = new Bun.CryptoHasher("sha256").update(buffer.bytes).digest("hex");
		buffer.free();
		expect(found).toBe(digest);
	});

	test.each([64, 100, 511, 512, 1024, 4096, 65536])(
		"%p bytes: what was stamped matches",
		(bytes) => {
			expect(afterwards(bytes, () => {})).toBe("matches");
		},
	);

	test("any one changed bit shows", () => {
		for (let bit = 0; bit < 1024 * 8; bit += 7) {
			const name = afterwards(1024, (block) => {
				block[bit >> 3] = (block[bit >> 3] as number) ^ (1 << (bit & 7));
			});
			expect(name).not.toBe("matches");
		}
	});

	test("in a block below a sector, too", () => {
		for (let bit = 0; bit < 100 * 8; bit++) {
			const name = afterwards(100, (block) => {
				block[bit >> 3] = (block[bit >> 3] as number) ^ (1 << (bit & 7));
			});
			expect(name).not.toBe("matches");
		}
	});

	test.each<[string, (block: Uint8Array, other: (b: number, s: number) => Uint8Array) => void]>([
		["no stamp", (block) => block.fill(0)],
		["no stamp", (block) => block.fill(0, 512)],
		["another block's", (block, other) => block.set(other(id + 1, sequence))],
		["another write's", (block, other) => block.set(other(id, sequence - 1))],
		["torn", (block, other) => block.set(other(id, sequence - 1).subarray(512), 512)],
		["torn", (block, other) => block.set(other(id, sequence - 1).subarray(0, 512))],
		["wrong place", (block) => block.copyWithin(0, 512, 1024)],
		["wrong bytes", (block) => block.fill(0, 1000, 1024)],
	])("%s", (words, change) => {
		const name = afterwards(1024, (block) =>
			change(block, (otherId, otherSequence) => {
				const buffer = allocateGuarded(1024);
				stampBlock(buffer.address, 1024, otherId, 7, 3, otherSequence);
				return buffer.bytes.slice();
			}),
		);
		expect(name).toContain(words);
	});

	test("another writer or epoch", () => {
		const buffer = stamped(512);
		for (const [writer, epoch] of [
			[6, 3],
			[7, 4],
		] as const) {
			const found = verifyBlock(buffer.address, 512, id, writer, epoch, sequence);
			expect(mismatchNames[found]).toContain("another writer");
		}
		buffer.free();
	});
});
