import type { Check } from "../../harness/contract/index.ts";
import { isVolatile, notApplicable, pass } from "../model/applies.ts";
import { Random } from "../model/random.ts";
import { Session } from "../model/session.ts";
import { openLarge } from "./open-large.ts";

/** Of 2^44 to 2^33 blocks the largest number whose device the file system can pretend to have. */
const exponents = [44, 40, 36, 35, 34, 33];
/** Some file systems end just before 16 TiB, which are 2^35 blocks. */
const fewer = 2 ** 20;
/** An id is cut to so many bits where it is kept, hashed or compared. */
const cuts = [32, 24, 16];
/** Where few ids can agree, because there are few bits above the cut, many of them do. */
const idsMost = 6000;
const pairsEnough = 130_000;

/**
 * A table that keeps a part of the id errs only if two ids agree in that part and meet in one chain
 * of it. The places in a table are unknown from outside, hence tens of thousands of pairs that
 * agree. Not covered: engines on a device, whose maps of such a capacity take gigabytes; hashes
 * that part all pairs whose ids are a few times 2^32 apart; tables of 100,000 chains; tables that
 * keep 36 bits or more, where the file system has no file of as many blocks.
 */
export const alikeIds: Check = {
	id: "data.alike-ids",
	title: "Ids that agree in their low bits are different blocks, whatever table holds them",
	needs: [],
	appliesTo: isVolatile,
	depth: "quick",
	run(context) {
		const block_size = context.descriptor.blockBytesMin;
		const choices = exponents.map((bits) => ({ block_size, capacity_blocks: 2 ** bits - fewer }));
		const session = openLarge(context, choices, { times: 1 });
		if (!(session instanceof Session)) return notApplicable(session.message);
		const capacity = BigInt(session.capacityBlocks);
		const bits = Math.ceil(Math.log2(session.capacityBlocks));
		const random = new Random(context.seed);
		for (const cut of cuts) {
			const ids = alike(random, cut, bits).filter((id) => id < capacity);
			for (const id of ids) session.write(id);
			session.verify(ids, `after blocks were written whose ids agree in ${cut} bits`);
		}
		const all = random.shuffled([...session.ledger.ids()]);
		for (const id of all.slice(0, all.length / 3)) session.delete(id);
		session.verify(all, "after a third of the blocks was deleted");
		session.close();
		return pass(`${all.length} blocks of 2^${bits}, alike in ${cuts.join(", ")} bits of their ids`);
	},
};

/** Families of ids with the same low bits, each as large as the bits above them allow. */
function alike(random: Random, cut: number, bits: number): bigint[] {
	const family = Math.min(2 ** (bits - cut), 256);
	const wanted = Math.min(idsMost, Math.ceil((2 * pairsEnough) / (family - 1)));
	const ids = new Set<bigint>();
	while (ids.size < wanted) {
		const low = BigInt(random.below(2 ** cut));
		const highs = new Set<number>();
		while (highs.size < family) highs.add(random.below(2 ** (bits - cut)));
		for (const high of highs) ids.add((BigInt(high) << BigInt(cut)) + low);
	}
	return [...ids];
}
