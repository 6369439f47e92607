import { deflateSync } from "node:zlib";
import type { Distribution } from "./distribution.ts";

/** One line of a log: a workload's histogram under its name. */
export interface LogEntry {
	readonly tag: string;
	readonly durationMs: number;
	readonly distribution: Distribution;
}

/**
 * HdrHistogram's interval log, version 1.3, with histograms in its V2 encoding: counts of all
 * buckets up to the largest value, runs of empty ones as one negative number, ZigZag LEB128,
 * zlib, base64. Buckets of HdrHistogram with 3 digits are 8 times narrower than ours, so that each
 * of ours goes into one of them at its middle, and the largest sample in its own place.
 *
 * Not kept: what lies above 2^53 - 1 ns (104 days) is logged as that, as far as readers in
 * JavaScript get.
 */
export function toHistogramLog(startedAt: string, entries: readonly LogEntry[]): string {
	const startMs = Date.parse(startedAt);
	const seconds = ((Number.isFinite(startMs) ? startMs : 0) / 1000).toFixed(3);
	return [
		"#[Histogram log format version 1.3]",
		`#[StartTime: ${seconds} (seconds since epoch), ${startedAt}]`,
		`#[BaseTime: ${seconds} (seconds since epoch)]`,
		'"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
		...entries.map(line),
		"",
	].join("\n");
}

function line({ tag, durationMs, distribution }: LogEntry): string {
	// The format has no quotes: these characters would end the tag.
	const plain = tag.replaceAll(/[\s,"#]/g, "_");
	const max = (distribution.max / 1e6).toFixed(3);
	return `Tag=${plain},0.000,${(durationMs / 1000).toFixed(3)},${max},${encodeV2(distribution)}`;
}

const cookie = 0x1c849313;
const compressedCookie = 0x1c849314;
const digits = 3;
/** The power of two that 2 * 10^digits fits in: the first 2048 values have buckets of their own. */
const halfBits = 10n;
const half = 1n << halfBits;

/** base64 of the compressed V2 encoding. */
export function encodeV2(distribution: Distribution): string {
	const counts = countsOf(distribution);
	const payload: number[] = [];
	let next = 0;
	for (const [index, count] of [...counts].sort(([a], [b]) => a - b)) {
		if (index > next) pushZigZag(payload, BigInt(next - index));
		pushZigZag(payload, BigInt(count));
		next = index + 1;
	}
	const body = Buffer.alloc(40 + payload.length);
	body.writeUInt32BE(cookie, 0);
	body.writeUInt32BE(payload.length, 4);
	body.writeUInt32BE(0, 8);
	body.writeUInt32BE(digits, 12);
	body.writeBigUInt64BE(1n, 16);
	const highest = wholeNs(distribution.max);
	body.writeBigUInt64BE(highest < 2n * half ? 2n * half : highest, 24);
	body.writeDoubleBE(1, 32);
	body.set(payload, 40);
	const packed = deflateSync(body);
	const header = Buffer.alloc(8);
	header.writeUInt32BE(compressedCookie, 0);
	header.writeUInt32BE(packed.length, 4);
	return Buffer.concat([header, packed]).toString("base64");
}

/** HdrHistogram's counts array, sparse. */
function countsOf({ points, max }: Distribution): Map<number, number> {
	const counts = new Map<number, number>();
	const add = (ns: number, count: number): void => {
		const index = indexOf(wholeNs(ns));
		if (count > 0) counts.set(index, (counts.get(index) ?? 0) + count);
	};
	for (const [position, { ns, count }] of points.entries()) {
		const isLast = position === points.length - 1;
		add(ns, isLast ? count - 1 : count);
		if (isLast) add(max, 1);
	}
	return counts;
}

function wholeNs(ns: number): bigint {
	return BigInt(Math.min(Math.round(ns), Number.MAX_SAFE_INTEGER));
}

function indexOf(value: bigint): number {
	const bits = (value | (2n * half - 1n)).toString(2).length;
	const shift = BigInt(bits) - halfBits - 1n;
	return Number(((shift + 1n) << halfBits) + (value >> shift) - half);
}

function pushZigZag(bytes: number[], value: bigint): void {
	let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
	// Nine bytes at most; the ninth has 8 bits of its own.
	for (let written = 0; written < 8; written++) {
		const low = Number(rest & 0x7fn);
		rest >>= 7n;
		if (rest === 0n) {
			bytes.push(low);
			return;
		}
		bytes.push(low | 0x80);
	}
	bytes.push(Number(rest & 0xffn));
}
