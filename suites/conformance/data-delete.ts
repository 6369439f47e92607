import type { Check } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { boundaryIds } from "../model/ids.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";

/** Distances at which a wrong bit, byte, word or page of an allocation map shows. */
const neighbourhood = 72;

/**
 * Stale data after a delete, a delete that hits a neighbour, the former owner's data after a new
 * write. Not covered: data that a delete leaves on the device; the ABI allows that.
 */
export const deleteHides: Check = {
	id: "data.delete",
	title: "A delete makes exactly that block absent, and it stays so",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const random = new Random(context.seed);
		const count = Math.min(neighbourhood, context.capacityBlocks);
		const first = random.below(Math.max(1, Math.min(200, context.capacityBlocks - count)));
		const ids = Array.from({ length: count }, (_, index) => BigInt(first + index));
		for (const id of ids) session.write(id);
		const deleted = random.shuffled(ids).slice(0, Math.ceil(count / 3));
		for (const id of deleted) {
			session.read(id, "before its delete");
			session.delete(id);
			session.read(id, "right after its delete");
			if (id > 0n) session.read(id - 1n, `after the delete of block ${id}`);
			session.read(ids.find((one) => one === id + 1n) ?? id, `after the delete of block ${id}`);
		}
		session.verify(ids, "after a third of the blocks was deleted");
		session.flush();
		session.reopen();
		session.verify(ids, "after deletes and a reopen");
		for (const id of deleted.slice(0, deleted.length / 2)) session.write(id);
		session.verify(ids, "after deleted blocks were written again");
		const edges = deleteAtEdges(session);
		session.close();
		return pass(
			`${deleted.length} of ${count} neighbours, and blocks at ${edges} edges, were deleted alone`,
		);
	},
};

/** Either side of each edge of a bitmap's word or page, of an extent, of the capacity. */
function deleteAtEdges(session: Session): number {
	const { capacityBlocks } = session.context;
	const edges = boundaryIds(capacityBlocks);
	for (const edge of edges) {
		const around = [edge - 2n, edge - 1n, edge, edge + 1n].filter(
			(id) => id >= 0n && id < BigInt(capacityBlocks),
		);
		for (const victim of [edge, edge - 1n].filter((id) => id >= 0n)) {
			for (const id of around) session.write(id);
			session.delete(victim);
			session.verify(around, `after the delete of block ${victim}`);
		}
	}
	return edges.length;
}

/** Deleting what is not there: 0 or -ENOENT, but always the same. */
export const deleteAbsent: Check = {
	id: "data.delete-absent",
	title: "Deleting an absent block says 0 or -ENOENT, always the same one, and changes nothing",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const last = BigInt(context.capacityBlocks) - 1n;
		const absentIds = [0n, 2n, last].filter((id) => id !== 1n);
		session.write(1n);
		const answers: { call: string; status: number }[] = [];
		const ask = (id: bigint, call: string): void => {
			answers.push({ call: `${call} of block ${id}`, status: session.tryDelete(id) });
			session.read(id, "after a delete of an absent block");
			session.read(1n, `after the delete of absent block ${id}`);
		};
		for (const id of absentIds) ask(id, "delete before any write");
		session.write(0n);
		session.delete(0n);
		ask(0n, "second delete");
		session.flush();
		ask(0n, "third delete, after a flush");
		for (const { call, status } of answers) {
			if (status !== 0 && status !== -errno.ENOENT) {
				session.fail(`${call}: ${statusName(status)}`, "0 or -ENOENT", statusName(status));
			}
			const usual = answers[0];
			if (usual !== undefined && usual.status !== status) {
				session.fail(
					`${usual.call} said ${statusName(usual.status)}, ${call} said ${statusName(status)}`,
					"always the same status for an absent block",
				);
			}
		}
		session.close();
		return pass(`deleting an absent block always says ${statusName(answers[0]?.status ?? 0)}`);
	},
};
