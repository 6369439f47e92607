import { canaryByte } from "../model/sector.ts";
import { isDurable, type Session } from "../model/session.ts";

/**
 * Contents that an engine may take for something else than data: for a hole, an erased block, a
 * block that it has already, its own metadata. The model's stamps differ in every sector, so these
 * are judged here, byte by byte.
 */
function contentsOf(session: Session): ReadonlyMap<string, Uint8Array> {
	const { blockBytes, context } = session;
	const made = (fill: (bytes: Uint8Array) => void): Uint8Array => {
		const bytes = new Uint8Array(blockBytes);
		fill(bytes);
		return bytes;
	};
	const pattern = made((bytes) => {
		for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 31 + (at >> 8)) & 0xff;
	});
	const changed = (at: number) => {
		const bytes = pattern.slice();
		bytes[at] = (bytes[at] ?? 0) ^ 1;
		return bytes;
	};
	const metadata = (offset: number) =>
		made((bytes) => bytes.set(context.target.read(offset, blockBytes)));
	return new Map([
		["0xFF throughout", made((bytes) => bytes.fill(0xff))],
		["zeros but for the last byte", made((bytes) => bytes.fill(1, -1))],
		["zeros but for the second half", made((bytes) => bytes.fill(0xa7, blockBytes >> 1))],
		["zeros but for the first byte", made((bytes) => bytes.fill(1, 0, 1))],
		["a pattern", pattern],
		["the pattern again", pattern.slice()],
		["the pattern with another last byte", changed(blockBytes - 1)],
		["the pattern with another byte in the middle", changed(blockBytes >> 1)],
		["what the device begins with", metadata(0)],
		["what is at byte 4,096 of the device", metadata(4096)],
	]);
}

/** Block by block: every kind on a block of its own, from `first` on. */
export function oddContents(session: Session, first: bigint): number {
	const contents = [...contentsOf(session)];
	const write = (id: bigint, bytes: Uint8Array): void => {
		session.source.bytes.set(bytes);
		const status = session.engine.write(id, session.source);
		session.trail.add("write of odd contents", id, 0, status);
		session.mustSucceed(`write of block ${id}`, status);
	};
	const mustHold = (id: bigint, [name, bytes]: [string, Uint8Array], when: string): void => {
		session.sink.bytes.fill(canaryByte);
		const status = session.engine.read(id, session.sink);
		session.trail.add("read of odd contents", id, 0, status);
		session.mustSucceed(`read of block ${id} (${name}) ${when}`, status);
		const at = bytes.findIndex((byte, index) => session.sink.bytes[index] !== byte);
		if (at < 0) return;
		session.fail(
			`block ${id} (${name}) ${when} differs at byte ${at}`,
			`0x${bytes[at]?.toString(16)}`,
			`0x${session.sink.bytes[at]?.toString(16)}`,
		);
	};
	const all = (when: string): void => {
		for (const [index, one] of contents.entries()) mustHold(first + BigInt(index), one, when);
	};
	for (const [index, [, bytes]] of contents.entries()) write(first + BigInt(index), bytes);
	all("after all were written");
	if (isDurable(session.engine)) {
		session.reopen();
		all("after a reopen");
	}
	// One block takes them in turn: an overwrite that differs in a byte is an overwrite.
	const turn = first + BigInt(contents.length);
	for (const one of contents) {
		write(turn, one[1]);
		mustHold(turn, one, "over the one before");
	}
	// Twins are two blocks: one can go without the other.
	session.mustSucceed(`delete of block ${turn}`, session.engine.delete(turn));
	for (const [index, one] of contents.entries()) {
		const id = first + BigInt(index);
		const twin = turn + 1n;
		write(twin, one[1]);
		session.mustSucceed(`delete of block ${twin}`, session.engine.delete(twin));
		mustHold(id, one, "after a block of the same contents was deleted");
	}
	for (const [index] of contents.entries()) {
		session.mustSucceed("delete", session.engine.delete(first + BigInt(index)));
	}
	return contents.length;
}
