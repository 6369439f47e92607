import type { Check } from "../../harness/contract/index.ts";
import { keepsData, notApplicable, pass } from "../model/applies.ts";
import { absent } from "../model/block-state.ts";
import { statusName } from "../model/errno.ts";
import { Session } from "../model/session.ts";
import { configOf, geometryOf } from "./geometry.ts";
import { loopNeeds } from "./sectors.ts";

const fileSystemBytes = 24 << 20;

/**
 * A sparse target on a file system that fills up under it. ENOSPC comes where the engine's way of
 * writing meets it: at the write (O_DIRECT), at the write or the sync (buffered), or never if it
 * allocated before. What it acknowledged must be readable, what a flush covered must be there after
 * the file system was mounted again, and with space there it must work again.
 */
export const fullFileSystem: Check = {
	id: "faults.full-file-system",
	title: "On a full file system writes are refused, and nothing that was acknowledged is lost",
	needs: [],
	hostNeeds: loopNeeds,
	deadlineMs: 60_000,
	appliesTo: keepsData,
	depth: "ci",
	run(context) {
		const geometry = geometryOf(context, 200);
		const files = context.fileSystem(Math.max(fileSystemBytes, geometry.sizeBytes + (8 << 20)));
		try {
			const config = configOf(geometry, files.makeFile(geometry.sizeBytes));
			const session = new Session(context, { config });
			const ids = geometry.ids.map(BigInt);
			const early = ids.slice(0, 4);
			for (const id of early) session.write(id);
			session.flush();
			files.fill(context.blockBytes * 10);
			const refused = ids.slice(4).filter((id) => {
				const status = session.tryWrite(id);
				session.tryRead(id, "on a full file system");
				return status !== 0;
			}).length;
			const flushed = session.tryFlush();
			session.verify(early, "on a full file system");
			files.empty();
			if (refused === 0 && flushed === 0) {
				session.close();
				return notApplicable("no write and no flush failed: the engine had its space before");
			}
			if (flushed !== 0) {
				for (const id of ids.slice(4)) session.ledger.maybe(id, absent, true);
			}
			const down = session.engine.shutdown();
			session.free();
			files.remount();
			const again = new Session(context, { config, ledger: session.ledger });
			const settled = ids.filter((id) => again.ledger.possible(id).length === 1);
			const when = "after a full file system was mounted again";
			again.verify(settled, when);
			for (const id of ids) again.tryRead(id, when);
			for (const id of ids) again.write(id);
			again.flush();
			again.verify(ids, "with space again");
			again.close();
			const said = `flush ${statusName(flushed)}, shutdown ${statusName(down)}`;
			return pass(`${refused} writes refused (${said}); everything works with space again`);
		} finally {
			files.close();
		}
	},
};
