/** Digests of records, and the numbers that stand for them in tables. */

export function digestOf(text: string): string {
	return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}

/** 13 hexadecimal digits are 52 bits: a whole number to JavaScript, too. */
const keyDigits = 13;

export function keyOf(digest: string): number {
	return Number.parseInt(digest.slice(0, keyDigits), 16);
}

/** The keys of all digests that begin with these digits, first and last. */
export function keysOf(prefix: string): readonly [first: number, last: number] {
	return [keyOf(prefix.padEnd(keyDigits, "0")), keyOf(prefix.padEnd(keyDigits, "f"))];
}
