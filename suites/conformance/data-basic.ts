import type { Check } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { boundaryIds } from "../model/ids.ts";
import { Session } from "../model/session.ts";
import { oddContents } from "./data-contents.ts";

/** Not covered: what only load or a crash shows; the other families do that. */
export const readAfterWrite: Check = {
	id: "data.read-after-write",
	title: "A read returns what was last written to that block, and to no other",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const ids = boundaryIds(context.capacityBlocks);
		for (const id of ids) {
			session.write(id);
			session.read(id, "right after its write");
			// A block next to it must not have come into being.
			if (id > 0n) session.read(id - 1n, `after the write of block ${id}`);
		}
		session.verify(ids, "after all blocks were written once");
		for (const id of [...ids].reverse()) {
			session.write(id);
			session.read(id, "right after it was overwritten");
		}
		session.verify(ids, "after all blocks were overwritten");
		session.flush();
		session.verify(ids, "after a flush");
		session.close();
		return pass(`${ids.length} boundary blocks were written, overwritten and read`);
	},
};

/** Covers: absent told from zeros, in the mode that the engine declares. */
export const absentBlock: Check = {
	id: "data.absent-block",
	title: "A block that was never written reads as the engine declares: -ENOENT, or zeros",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const ids = boundaryIds(context.capacityBlocks);
		session.verify(ids, "on a fresh target");
		const [first, second, third] = [ids[0] ?? 0n, ids[1] ?? 0n, ids.at(-1) ?? 0n];
		session.write(first);
		session.verify(ids, `after a write of block ${first}`);
		session.write(third);
		session.delete(first);
		session.verify(ids, `after a delete of block ${first}`);
		session.flush();
		session.delete(second);
		session.delete(third);
		session.verify(ids, "after everything was deleted");
		session.close();
		const said = session.ledger.absentReadsZeros ? "zeros" : "-ENOENT";
		return pass(`${ids.length} absent blocks read as ${said}`);
	},
};

/** A block of zeros exists; engines that take zeros for a hole lose it, and so with other bytes. */
export const zeroBlock: Check = {
	id: "data.zero-block",
	title: "A block of zeros, or of any bytes, is a block until it is deleted, also over a restart",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const ids = boundaryIds(context.capacityBlocks);
		const [fresh, overwritten] = [ids.filter((_, i) => i % 2 === 0), ids.filter((_, i) => i % 2)];
		for (const id of overwritten) session.write(id);
		for (const id of ids) {
			session.writeZeros(id);
			session.read(id, "right after zeros were written");
		}
		session.flush();
		session.verify(ids, "after zeros and a flush");
		session.reopen();
		session.verify(ids, "after zeros and a reopen");
		for (const id of fresh) session.write(id);
		for (const id of overwritten) session.delete(id);
		session.verify(ids, "after zeros were overwritten or deleted");
		const kinds = oddContents(session, 100n);
		session.close();
		return pass(`${ids.length} blocks of zeros and of ${kinds} other odd contents stayed blocks`);
	},
};
