import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { EngineFile } from "../../harness/contract/index.ts";
import { inspectEngine } from "../../harness/preflight/index.ts";
import { Workshop } from "../../harness/swap/fixtures/relay.ts";
import { runDrill } from "../../harness/swap/fixtures/run-job.ts";
import type { SwapResult } from "../../results/schema/index.ts";

setDefaultTimeout(240_000);

/** The reference engines in all pairs, there and back, met at every moment of every operation. */
const workshop = new Workshop();
afterAll(() => workshop.remove());

const root = join(import.meta.dir, "..", "..");
const names = ["nvme", "nvme-pool", "nvme-batch", "nvme-uring"] as const;
const four = ["write", "read", "delete", "flush"];
const own: Record<string, readonly string[]> = {
	nvme: [],
	"nvme-pool": ["lease"],
	"nvme-batch": ["write-batch", "read-batch"],
	"nvme-uring": ["write-batch", "read-batch", "queue"],
};

function builtIn(name: string): EngineFile {
	const inspected = inspectEngine(join(root, "build", "engines", `${name}.so`));
	if (!inspected.ok) throw new Error(inspected.refusal.message);
	return inspected.prepared.file;
}

function drill(from: EngineFile, to: EngineFile): SwapResult {
	const shape = { load: "clients", writers: 4, readers: 0, swaps: 12, pauseMs: 0 } as const;
	return runDrill(workshop.swapJob(from, to, shape));
}

for (const [at, from] of names.entries()) {
	for (const to of names.slice(at)) {
		test(`${from} and ${to}, there and back`, () => {
			const result = drill(builtIn(from), builtIn(to));
			expect(result).toMatchObject({ verdict: "pass", lostWrites: 0, wrongReads: 0 });
			const shared = (own[from] ?? []).filter((operation) => own[to]?.includes(operation));
			expect(result.details?.operations).toEqual([...four, ...shared]);
			// Four stages, of each engine as the one that is replaced.
			const reachable = 2 * 4 * (4 + shared.length);
			expect(result.details).toMatchObject({ momentsReachable: reachable, momentsMissed: [] });
		});
	}
}
