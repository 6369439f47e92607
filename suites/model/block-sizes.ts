import type { CheckContext } from "../../harness/contract/index.ts";
import { blocksWithRoom } from "./room.ts";

/** Every block size that the descriptor promises, and those of which so many blocks have room. */
export function blockSizesOf(context: CheckContext, blocks: number) {
	const { blockBytesMin, blockBytesMax } = context.descriptor;
	const promised: number[] = [];
	for (let bytes = blockBytesMin; bytes <= blockBytesMax; bytes *= 2) promised.push(bytes);
	const fitting = promised.filter((bytes) => blocksWithRoom(context, bytes) >= blocks);
	return { promised, fitting };
}

/** Where the number of calls or buffers matters: 512 bytes, or what the engine has next to it. */
export function smallBlock({ descriptor, blockBytes }: CheckContext): number {
	return Math.max(descriptor.blockBytesMin, Math.min(blockBytes, 512));
}

/** Slow enough to be timed, and a few of them have room. */
export function largeBlock({ descriptor, target }: CheckContext): number {
	const fitting = 2 ** Math.floor(Math.log2(target.sizeBytes / 16));
	return Math.min(descriptor.blockBytesMax, 1 << 20, fitting);
}
