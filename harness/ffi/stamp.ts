import { bindNative } from "./native.ts";

/**
 * Stamps in C: the bytes that suites/model/stamp.ts specifies. Ids and sequences are numbers up to
 * 2^53-1, passed as `ptr`, the fastest way for 64 bits; addresses are of whole blocks.
 */
const symbols = bindNative({
	assay_stamp: { args: ["ptr", "u32", "ptr", "u32", "u32", "ptr"], returns: "void" },
	assay_verify: { args: ["ptr", "u32", "ptr", "u32", "u32", "ptr"], returns: "u32" },
});

/** Which write a block holds. */
export type StampFields = [id: number, writer: number, epoch: number, sequence: number];

/** Writes a block of `bytes`: a multiple of 512, or 64..511. Nothing is checked here. */
export const stampBlock = symbols.assay_stamp as unknown as (
	address: number,
	bytes: number,
	...stamp: StampFields
) => void;

/** 0 when the block holds exactly this stamp, else an index into `mismatchNames`. */
export const verifyBlock = symbols.assay_verify as unknown as (
	address: number,
	bytes: number,
	...stamp: StampFields
) => number;

/** In the order of enum mismatch in harness/native/stamp.h. */
export const mismatchNames = [
	"matches",
	"no stamp: never written, zeros or garbage",
	"another block's data",
	"data of another writer or an earlier run",
	"another write's data: lost, stale or from the future",
	"a sector in the wrong place",
	"sectors of different writes: torn",
	"right header, wrong bytes behind it",
] as const;
