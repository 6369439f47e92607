import type { Check, NativeBuffer, TextCall } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { canaryByte } from "../model/sector.ts";
import { Session } from "../model/session.ts";

const room = 4096;

/** What a call left in the `capacity` bytes at the end of the buffer. */
interface Filled {
	readonly status: number;
	readonly bytes: Uint8Array;
}

/** The bytes before must stay; those behind are an unmapped page, and end the process. */
function fill(session: Session, call: TextCall, into: NativeBuffer, capacity: number): Filled {
	into.bytes.fill(canaryByte);
	const status = session.engine.fillText(call, into, capacity);
	session.trail.add(`${call} into ${capacity} bytes`, undefined, 0, status);
	const start = room - capacity;
	const touched = into.bytes.subarray(0, start).findIndex((byte) => byte !== canaryByte);
	if (touched >= 0) {
		session.fail(
			`${call} with a capacity of ${capacity} wrote ${start - touched} bytes before the buffer`,
		);
	}
	return { status, bytes: into.bytes.slice(start) };
}

/** Zero-terminated and a beginning of the whole text. */
function mustBeCut(session: Session, call: TextCall, { bytes }: Filled, whole: string): void {
	if (bytes.length === 0) return;
	const end = bytes.indexOf(0);
	const text = new TextDecoder("latin1").decode(bytes.subarray(0, Math.max(0, end)));
	if (end >= 0 && whole.startsWith(text)) return;
	session.fail(
		`${call} with a capacity of ${bytes.length} left ${JSON.stringify(text)}`,
		`the beginning of ${JSON.stringify(whole)}, zero-terminated`,
		end < 0 ? "no zero within the capacity" : JSON.stringify(text),
	);
}

function wholeText(session: Session, call: TextCall, into: NativeBuffer): string {
	const { bytes } = fill(session, call, into, room);
	const end = bytes.indexOf(0);
	if (end < 0) session.fail(`${call} with a capacity of ${room} left no terminating zero`);
	return new TextDecoder("latin1").decode(bytes.subarray(0, end));
}

/** Not covered: texts of more than 4 KiB; a null pointer, which the ABI does not speak of. */
export const textCapacity: Check = {
	id: "abi.text-capacity",
	title: "Texts are cut to the caller's capacity, also of 0 and 1 bytes, and zero-terminated",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { log_level: "debug" } });
		const into = context.allocate(room, "end");
		session.write(1n);
		const refuse = (): number => session.engine.write(2n ** 63n, session.source);
		refuse();
		const said = wholeText(session, "lastError", into);
		for (const capacity of [0, 1, 2, 3, 8, said.length, said.length + 1, said.length + 2]) {
			refuse();
			const filled = fill(session, "lastError", into, capacity);
			mustBeCut(session, "lastError", filled, said);
			// No room at all may be refused.
			if (capacity === 0 && filled.status === -errno.EINVAL) continue;
			// Of a sentence that was cut, maybe before a letter of several bytes, all or what is left.
			const fits = capacity > said.length;
			const least = fits ? said.length : Math.max(0, capacity - 4);
			if (filled.status < least || filled.status > said.length) {
				session.fail(
					`lastError with a capacity of ${capacity} returned ${filled.status}`,
					`${least} to ${said.length}, the length of the sentence`,
				);
			}
		}
		if (session.engine.has("health")) healthCapacity(session, into);
		if (session.engine.has("metrics")) metricsCapacity(session, into);
		if (session.engine.has("logging")) logCapacity(session, into);
		into.free();
		session.close();
		return pass("bse_last_error and the engine's other texts kept to capacities from 0 bytes on");
	},
};

function healthCapacity(session: Session, into: NativeBuffer): void {
	const whole = wholeText(session, "checkHealth", into);
	for (const capacity of [0, 1, 2, 4, Math.max(1, whole.length), whole.length + 1]) {
		const filled = fill(session, "checkHealth", into, capacity);
		if (filled.status !== 1) {
			session.fail(`check_health with a capacity of ${capacity} returned ${filled.status}`, "1");
		}
		// A healthy engine may leave the reason alone.
		if (filled.bytes.some((byte) => byte !== canaryByte)) {
			mustBeCut(session, "checkHealth", filled, whole);
		}
	}
}

/** Numbers differ from call to call, and with them the length: only what is surely too small. */
function metricsCapacity(session: Session, into: NativeBuffer): void {
	const whole = wholeText(session, "collectMetrics", into);
	for (const capacity of [0, 1, 2, 16, whole.length >> 1]) {
		const { status } = fill(session, "collectMetrics", into, capacity);
		if (status === -errno.ENOSPC) continue;
		session.fail(
			`collect_metrics of ${whole.length} bytes with a capacity of ${capacity} returned ${statusName(status)}`,
			"-ENOSPC",
		);
	}
}

/** A line that did not fit is there for whoever comes with more room; none comes twice. */
function logCapacity(session: Session, into: NativeBuffer): void {
	for (let id = 0n; id < 4n; id++) session.write(id);
	for (const capacity of [0, 1, 5]) {
		const { status, bytes } = fill(session, "drainLog", into, capacity);
		if (status === -errno.ENOSPC || status === 0) continue;
		const text = new TextDecoder("latin1").decode(bytes);
		session.fail(
			`drain_log with a capacity of ${capacity} returned ${status}: ${JSON.stringify(text)}`,
			"-ENOSPC, since no line is so short, or 0 without lines",
		);
	}
	for (let drains = 0; drains < 1000; drains++) {
		if (fill(session, "drainLog", into, room).status <= 0) return;
	}
}

const sizeOfV1 = 104;

/**
 * Older and newer hosts have a shorter or longer struct: "Fills min(stats->size, sizeof) bytes".
 */
export const statsSize: Check = {
	id: "abi.stats-size",
	title: "get_stats fills as much of the caller's struct as it has, and not a byte more",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		for (let id = 0n; id < 3n; id++) session.write(id);
		const sizes = [8, 16, 24, 40, 88, sizeOfV1, 112, 512];
		for (const size of sizes) {
			const into = context.allocate(size, "end");
			into.bytes.fill(canaryByte);
			session.mustSucceed(`get_stats into ${size} bytes`, session.engine.fillStats(into));
			const view = new DataView(into.bytes.buffer, into.bytes.byteOffset, size);
			const told = view.getUint32(0, true);
			if (told < Math.min(size, sizeOfV1) || told > size) {
				session.fail(`get_stats into ${size} bytes says that it filled ${told}`);
			}
			const beyond = into.bytes.findIndex((byte, at) => at >= told && byte !== canaryByte);
			if (beyond >= 0) {
				session.fail(`get_stats says that it filled ${told} bytes, but wrote byte ${beyond}`);
			}
			const used = BigInt(3 * session.blockBytes);
			if (size >= 24 && view.getBigUint64(16, true) !== used) {
				session.fail(
					`get_stats into ${size} bytes tells ${view.getBigUint64(16, true)} bytes used`,
					String(used),
				);
			}
			into.free();
		}
		session.close();
		return pass(`structs of ${sizes.join(", ")} bytes were filled as far as they go`);
	},
};

export const callerBufferChecks: readonly Check[] = [textCapacity, statsSize];
