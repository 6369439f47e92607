import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { EngineFile } from "../../harness/contract/index.ts";
import { inspectEngine } from "../../harness/preflight/index.ts";
import { Workshop } from "../../harness/swap/fixtures/relay.ts";
import { runDrill } from "../../harness/swap/fixtures/run-job.ts";
import type { DegradationEvent } from "../../harness/swap/index.ts";
import type { SwapResult } from "../../results/schema/index.ts";

setDefaultTimeout(240_000);

/** Sick engines, watched. The drill's periods pass on a clock of its own: nothing is waited for. */
const workshop = new Workshop();
afterAll(() => workshop.remove());

const root = join(import.meta.dir, "..", "..", "build");

function built(path: string): EngineFile {
	const inspected = inspectEngine(join(root, `${path}.so`));
	if (!inspected.ok) throw new Error(inspected.refusal.message);
	return inspected.prepared.file;
}

function drill(from: string, to: string): SwapResult {
	const shape = { load: "sick", writers: 1, readers: 0, swaps: 2, pauseMs: 0 } as const;
	return runDrill(workshop.swapJob(built(from), built(to), shape));
}

const eventsOf = ({ details }: SwapResult) => (details?.degradation ?? []) as DegradationEvent[];

test("engines fall sick, are degraded in time, recover or are replaced, and nothing is lost", () => {
	const result = drill("engines/nvme-pool", "engines/nvme-uring");
	expect(result).toMatchObject({ verdict: "pass", count: 2, lostWrites: 0, wrongReads: 0 });
	const events = eventsOf(result);
	for (const cause of ["circuit", "health:disk"]) {
		const kinds = events.filter((event) => event.cause === cause).map(({ kind }) => kind);
		// Sick four times: each engine recovers once by itself and is replaced once.
		expect(kinds).toEqual(new Array(4).fill(["degraded", "recovered"]).flat());
	}
	const [circuit] = events.filter(({ cause }) => cause === "circuit");
	const [disk] = events.filter(({ cause }) => cause === "health:disk");
	// The device fails from 3 s on. Three probes of the disk are 4 s apart at least, 6 s at most.
	expect(circuit?.atMs).toBeLessThan(4000);
	expect(disk?.atMs).toBeGreaterThanOrEqual(7000);
	expect(disk?.atMs).toBeLessThanOrEqual(9100);
	const { fallbackLog } = result.details as { fallbackLog: { original: string }[] };
	expect(fallbackLog[0]?.original).toContain("EFBIG");
});

const caught: [engine: string, what: RegExp][] = [
	["51-always-healthy", /failed \d+ operations and called itself healthy all the time/],
	["51b-never-healthy-again", /has a device that works, and health:disk says: 3 failures in a row/],
	["51h-healthy-once-activated", /\+next failed \d+ operations and called itself healthy/],
	["21-full-disk-acknowledged", /while the engine was watched: expected write \d+, found/],
];
for (const [engine, what] of caught) {
	test(`${engine} is caught`, () => {
		const result = drill(`defective/${engine}`, `defective/${engine}`);
		expect(result.verdict).toBe("fail");
		expect(result.message).toMatch(what);
		expect(result.evidence?.counterexample?.length).toBeGreaterThan(0);
	});
}

test("an engine that no limit reaches, or that is volatile, is no pass", () => {
	const volatile = workshop.relay("volatile", { guarantees: ["thread-safe", "unload-safe"] });
	const job = workshop.swapJob(volatile, volatile, { load: "sick", writers: 1, readers: 0 });
	expect(runDrill(job)).toMatchObject({ verdict: "not-applicable" });
});
