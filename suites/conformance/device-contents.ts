import { type Check, type CheckContext, EngineFailure } from "../../harness/contract/index.ts";
import { keepsData, pass, storesData } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { blocksWithRoom } from "../model/room.ts";
import { Session } from "../model/session.ts";

/** Places in the first sector, which every engine must look at before it formats. */
const judgedPlaces = [0, 8, 200];
/** Behind it an engine should look too, but how far is its choice: this is told, not judged. */
const toldPlaces = [512, 1024, 4096, 65536];

/**
 * Somebody else's data: formatting over it is the worst that an engine can do to a user. Not
 * covered: what lies behind the first sector, since the ABI asks nobody to read a whole device.
 */
export const foreignDevice: Check = {
	id: "config.foreign-device",
	title: "A device with somebody else's data is refused, and stays as it was",
	needs: [],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const { target } = context;
		const text = new TextEncoder().encode("a letter that somebody else keeps on this device\n");
		const missed: number[] = [];
		for (const place of [...judgedPlaces, ...toldPlaces]) {
			const contents = place === 0 ? new Uint8Array(8192).fill(0xa5) : text;
			target.renew();
			target.write(place, contents);
			const outcome = context.open();
			if (outcome.ok) outcome.engine.shutdown();
			const after = target.read(place, contents.length);
			const same = Buffer.compare(after, contents) === 0;
			if (!outcome.ok && same) continue;
			if (outcome.ok && toldPlaces.includes(place)) {
				missed.push(place);
				continue;
			}
			const said = outcome.ok ? "0" : statusName(outcome.status);
			throw new EngineFailure(
				`initialize of a device with other data at byte ${place} returned ${said}${same ? "" : ", and the data are gone"}`,
				{ expected: "a refusal that writes nothing", found: said },
			);
		}
		target.renew();
		context.mustOpen().shutdown();
		const refused = judgedPlaces.length + toldPlaces.length - missed.length;
		const but = missed.length > 0 ? `; formatted with data at byte ${missed.join(", ")}` : "";
		return pass(`${refused} devices with other data were refused and left alone${but}`);
	},
};

function textWithout(context: CheckContext): string {
	return JSON.stringify({ device: context.target.path, block_size: context.blockBytes });
}

/** capacity_blocks may be left out: then it is what fits, with the engine's own metadata. */
export const defaultCapacity: Check = {
	id: "config.default-capacity",
	title: "Without capacity_blocks the engine offers what fits the device, down to the last block",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		session.shutdown();
		context.target.renew();
		session.ledger.clear();
		const opened = (): void => {
			const outcome = context.openText(textWithout(context));
			if (!outcome.ok) {
				return session.fail(
					`initialize without capacity_blocks returned ${statusName(outcome.status)}: ${outcome.message}`,
					"0",
				);
			}
			session.engine = outcome.engine;
		};
		opened();
		const stats = session.stats();
		const blocks = stats.capacityBytes / BigInt(session.blockBytes);
		if (blocks < 1n || stats.capacityBytes > BigInt(context.target.sizeBytes)) {
			session.fail(
				`without capacity_blocks ${stats.capacityBytes} bytes are offered on a device of ${context.target.sizeBytes}`,
			);
		}
		const ids = [0n, 1n, blocks / 2n, blocks - 2n, blocks - 1n].filter(
			(id) => id >= 0n && id < blocks,
		);
		for (const id of ids) session.write(id);
		session.flush();
		session.verify(ids, "with the default capacity");
		const beyond = session.engine.write(blocks, session.source);
		if (beyond !== -errno.ERANGE) {
			session.fail(`write of block ${blocks} returned ${statusName(beyond)}`, "-ERANGE");
		}
		if (context.target.read(context.target.sizeBytes, 1).length > 0) {
			session.fail("with the default capacity the device has grown beyond its end");
		}
		session.shutdown();
		opened();
		session.verify(ids, "with the default capacity, reopened");
		session.close();
		return pass(`${blocks} blocks were offered, the last one works`);
	},
};

/** As many blocks as there is room for; fewer where small blocks take the place of larger ones. */
function mostBlocks(context: CheckContext, block_size: number): number {
	const room = blocksWithRoom(context, block_size);
	const most = Math.min(1 << 18, Math.max(room, context.capacityBlocks));
	for (let capacity_blocks = most; capacity_blocks > most / 16; capacity_blocks >>= 1) {
		const outcome = context.open({ block_size, capacity_blocks });
		if (outcome.ok) outcome.engine.shutdown();
		context.target.renew();
		if (outcome.ok || outcome.status !== -errno.ENOSPC) return capacity_blocks;
	}
	return most;
}

/** A smaller capacity is an open with fewer blocks on offer, not another layout. */
export const smallerCapacity: Check = {
	id: "config.smaller-capacity",
	title: "A written target opened with a smaller capacity keeps its blocks, in their places",
	needs: [],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		// Many, so that an allocation map takes several pages.
		const block_size = context.descriptor.blockBytesMin;
		const whole = mostBlocks(context, block_size);
		const session = new Session(context, { config: { block_size, capacity_blocks: whole } });
		const last = BigInt(whole) - 1n;
		for (const id of [0n, 1n, 7n, 63n, last]) session.write(id);
		let opened = 0;
		for (const capacity_blocks of [whole >> 1, Math.max(16, whole >> 5)]) {
			session.shutdown();
			const outcome = context.open({ block_size, capacity_blocks });
			// The header only names a larger one as refused; an engine that takes it must serve it.
			if (outcome.ok) {
				opened += 1;
				session.engine = outcome.engine;
				const inside = [0n, 1n, 2n, 7n].filter((id) => id < BigInt(capacity_blocks));
				session.verify(inside, `opened with ${capacity_blocks} of ${whole} blocks`);
				session.write(2n);
				session.delete(7n);
				const status = session.engine.write(BigInt(capacity_blocks), session.source);
				if (status !== -errno.ERANGE) {
					session.fail(
						`write of block ${capacity_blocks}, opened with as many, returned ${statusName(status)}`,
						"-ERANGE",
					);
				}
				session.shutdown();
			}
			session.open();
			session.verify([0n, 1n, 2n, 7n, 63n, last], "opened with the whole capacity again");
		}
		session.close();
		return pass(`${opened} of 2 smaller capacities were opened, and every block stayed`);
	},
};

export const deviceContentChecks: readonly Check[] = [
	foreignDevice,
	defaultCapacity,
	smallerCapacity,
];
