import type { NativeBuffer } from "../../harness/contract/index.ts";
import { errno, statusName } from "../model/errno.ts";
import type { Session } from "../model/session.ts";

/** One more than an index of 16 bits can tell, and some. */
const items = 65_536 + 3;
/** Good ones, at either end and where 16 bits come round. */
const good = new Map([0, 65_535, 65_536, items - 1].map((at, index) => [at, BigInt(index)]));

/**
 * "Any n": a batch of more items than 16 bits count. All but four are out of range, so that no
 * engine does I/O for them, however slow its device is. Returns how many items there were.
 * Not covered: a batch of so many good items.
 */
export function mostlyRefused(session: Session): number {
	const bad = BigInt(session.capacityBlocks);
	const [data, sink]: readonly NativeBuffer[] = [session.source, session.sink];
	if (data === undefined || sink === undefined) return 0;
	// The same bytes for all four: a stamp names one block, and zeros name none.
	const ids = Array.from({ length: items }, (_, at) => good.get(at) ?? bad);
	for (const id of good.values()) session.delete(id);
	data.bytes.fill(0x6b);
	const written = session.engine.writeBatch(ids.map((id) => ({ id, data })));
	mustTellEach(session, "write", written);
	for (const id of good.values()) {
		sink.bytes.fill(0);
		const status = session.engine.read(id, sink);
		if (status === 0 && sink.bytes.every((byte) => byte === 0x6b)) continue;
		session.fail(
			`block ${id}, whose item of a write batch of ${items} had status 0, was not written`,
			"its data",
			statusName(status),
		);
	}
	mustTellEach(session, "read", session.engine.readBatch(ids.map((id) => ({ id, data: sink }))));
	return items;
}

function mustTellEach(
	session: Session,
	call: string,
	told: { readonly status: number; readonly statuses: ArrayLike<number> },
): void {
	for (let at = 0; at < items; at++) {
		const wanted = good.has(at) ? 0 : -errno.ERANGE;
		const status = told.statuses[at] ?? 0;
		if (status === wanted) continue;
		session.fail(
			`item ${at} of a ${call} batch of ${items} has status ${statusName(status)}`,
			statusName(wanted),
			statusName(status),
		);
	}
	if (told.status === -errno.ERANGE) return;
	session.fail(
		`a ${call} batch of ${items} whose first bad item is -ERANGE returned ${statusName(told.status)}`,
		"-ERANGE",
	);
}
