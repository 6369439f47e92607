import { describe, expect, test } from "bun:test";
import { deflateRawSync } from "node:zlib";
import { allocateGuarded } from "../ffi/buffer.ts";
import { stampPayload, verifyPayload } from "../ffi/load.ts";
import { mismatchNames, stampBlock } from "../ffi/stamp.ts";
import { compressPercentMax } from "./blocks.ts";
import { compileScripted, load } from "./fixtures/open.ts";

const blockBytes = 4096;
const [id, writer, epoch, sequence] = [2 ** 40 + 3, 1, 77, 5];

/** A block and a scratch one against unmapped pages: a byte too far is a crash. */
function blocks() {
	const block = allocateGuarded(blockBytes, "end");
	const scratch = allocateGuarded(blockBytes, "end");
	const free = () => {
		block.free();
		scratch.free();
	};
	return { block, scratch, free };
}

describe.each([0, 25, 50, compressPercentMax])("compressible by %d %%", (percent) => {
	const kept = 512 - Math.round((512 * percent) / 100);

	test("a deflated block is smaller by that share", () => {
		const { block, free } = blocks();
		stampPayload(block.address, blockBytes, id, writer, epoch, sequence, kept);
		const share = 1 - deflateRawSync(block.bytes).length / blockBytes;
		// Headers repeat from sector to sector; run lengths cost a few bytes.
		expect(share).toBeGreaterThan(percent / 100 - 0.03);
		expect(share).toBeLessThan(percent / 100 + 0.08);
		free();
	});

	test("every defect is named as it is without compression", () => {
		const { block, scratch, free } = blocks();
		const { bytes, address } = block;
		const cases: [string, () => void][] = [
			["matches", () => {}],
			["no stamp", () => bytes.fill(0)],
			["another block", () => stampPayload(address, blockBytes, id + 1, writer, epoch, 5, kept)],
			["another writer", () => stampPayload(address, blockBytes, id, 2, epoch, 5, kept)],
			["another write", () => stampPayload(address, blockBytes, id, writer, epoch, 4, kept)],
			["torn", () => halfOf(() => stampPayload(address, blockBytes, id, writer, epoch, 4, kept))],
			["wrong place", () => bytes.copyWithin(512, 0, 512)],
			["wrong bytes", () => flip(kept - 1)],
			["wrong bytes", () => flip(blockBytes - 1)],
		];
		function flip(at: number): void {
			bytes[at] = (bytes[at] as number) ^ 1;
		}
		/** The old block's second half under the new one's first. */
		function halfOf(change: () => void): void {
			const first = bytes.slice(0, blockBytes / 2);
			change();
			bytes.set(first);
		}
		for (const [words, change] of cases) {
			stampPayload(address, blockBytes, id, writer, epoch, sequence, kept);
			change();
			const args = [blockBytes, id, writer, epoch, sequence, kept] as const;
			const mismatch = verifyPayload(address, scratch.address, ...args);
			const name = mismatchNames[mismatch] ?? "";
			expect(name).toContain(words);
		}
		free();
	});
});

test("what was to be zeros and is the incompressible stamp instead is no match", () => {
	const { block, scratch, free } = blocks();
	stampBlock(block.address, blockBytes, id, writer, epoch, sequence);
	const args = [blockBytes, id, writer, epoch, sequence, 256] as const;
	const mismatch = verifyPayload(block.address, scratch.address, ...args);
	expect(mismatchNames[mismatch]).toContain("wrong bytes");
	free();
});

test("a whole workload with a compressible payload is verified, a lost write found", async () => {
	const scripted = compileScripted();
	const workload = { readPercent: 50, compressPercent: 50 };
	const honest = await load({ path: scripted.path, workload });
	expect(honest).toMatchObject({ outcome: "measured", mismatchedBlocks: 0 });
	expect(honest.verifiedBlocks).toBeGreaterThan(0);
	const lossy = await load({ path: scripted.path, mood: "write-lost", workload });
	expect(lossy.outcome).toBe("failed");
	expect(lossy.message).toContain("another write's data");
	scripted.remove();
});
