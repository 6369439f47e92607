import {
	type ConcurrentOutcome,
	type ConcurrentPlan,
	type Engine,
	EngineFailure,
	scriptPath,
} from "../contract/index.ts";
import { allocateGuarded, awaitEnds, makeGate, monotonicNs, stampBlock } from "../ffi/index.ts";
import { Client } from "./client.ts";
import { makeBarrier } from "./client-barrier.ts";
import { HotCalls, isHot } from "./client-hot.ts";
import {
	type ClientColumns,
	type ClientJob,
	type ClientReport,
	makeColumns,
	telemetryCalls,
	viewColumns,
} from "./client-job.ts";
import { overlapShare } from "./client-overlap.ts";

const queueDepthMax = 64;

/** Runs the plan on threads of this process and joins what they logged into one history. */
export async function runConcurrent(
	engine: Engine,
	plan: ConcurrentPlan,
	recorderPath: string,
): Promise<ConcurrentOutcome> {
	const initial = prefill(engine, plan);
	const capacity = plan.stepsPerClient * rowsOfStep(plan);
	const columns = Array.from({ length: plan.clients }, () => makeColumns(capacity));
	const common = {
		clients: plan.clients,
		table: engine.table,
		blockBytes: engine.blockBytes,
		blocks: plan.blocks,
		steps: plan.stepsPerClient,
		untilNs: plan.untilNs,
		mix: plan.mix,
		batchSize: plan.batchSize,
		shiftBytes: plan.shiftBytes ?? 0,
		queueDepth: queueDepthMax,
		seed: plan.seed,
		epoch: plan.epoch,
		absentReadsZeros: engine.descriptor.guarantees.includes("absent-reads-zeros"),
		telemetry: telemetryCalls.filter((call) => engine.has(call)),
		recorderPath,
		barrier: makeBarrier(plan.clients),
	};
	const jobs = columns.map((own, client) => {
		const leased = plan.mix.lease > 0 && plan.prefill ? leaseOne(engine, plan, client) : 0;
		const seat = (plan.seatFirst ?? 0) + client;
		return { ...common, client, seat, leased, columns: own };
	});
	const done = isHot(plan.mix)
		? await runHotClients(jobs, plan.callerWorks ?? false)
		: await runClients(jobs);
	if (plan.readsAtEnd ?? true) {
		// Quiesced: what is there now is what every write left, and must follow from the history.
		columns.push(makeColumns(plan.blocks.length));
		const last = columns.at(-1) as ClientColumns;
		const reader = { ...common, client: plan.clients, seat: -1, leased: 0, columns: last };
		done.push(readAll(engine, plan, reader));
	}
	return joinReports(done, columns, initial);
}

/** For a client to release; an exhausted pool has none. */
function leaseOne(engine: Engine, plan: ConcurrentPlan, client: number): number {
	const id = plan.blocks[client % plan.blocks.length] as number;
	const { status, address } = engine.lease(BigInt(id));
	return status === 0 ? address : 0;
}

/** At most: a batch adds a row for each item, a lease reads, writes and reads. */
function rowsOfStep({ mix, batchSize }: ConcurrentPlan): number {
	const many = mix.readBatch + mix.writeBatch + mix.queue > 0 ? batchSize : 1;
	return Math.max(many, mix.lease > 0 ? 3 : 1);
}

/** Kept for the next round: a Worker takes 20 ms to start, and its code is hot by then. */
const workers: Worker[] = [];

/** A Worker each. They begin when the last one is there. */
async function runClients(jobs: readonly ClientJob[]): Promise<ClientReport[]> {
	const reports = jobs.map((job) => {
		workers[job.seat] ??= new Worker(scriptPath("harness/host/client.ts"));
		const worker = workers[job.seat] as Worker;
		return new Promise<ClientReport>((resolve, reject) => {
			worker.onmessage = ({ data }: MessageEvent<ClientReport>) => resolve(data);
			worker.onerror = ({ message }) => reject(new Error(`client ${job.client}: ${message}`));
			worker.ref();
			worker.postMessage(job);
		});
	});
	const done = await Promise.all(reports);
	for (const { seat } of jobs) workers[seat]?.unref();
	return done;
}

/** How long the calling thread sleeps at most: its event loop has to turn. */
const waitUs = 2000;

/** Loops in C on threads of their own. They begin when the last one is there. */
async function runHotClients(
	jobs: readonly ClientJob[],
	callerWorks: boolean,
): Promise<ClientReport[]> {
	const gate = makeGate(jobs.length);
	const clients = jobs.map((job) => new Client(job));
	const calls = clients.map((client) => new HotCalls(client));
	for (const one of calls) one.start(gate);
	for (let under = calls; under.length > 0; ) {
		await Bun.sleep(0);
		if (!callerWorks) awaitEnds(waitUs);
		under = under.filter((one) => !one.settle());
	}
	for (const one of calls) one.free();
	for (const client of clients) client.free();
	gate.free();
	return clients.map((client) => client.report());
}

/** Writes every block once, as value 1 + its number, so that a single delete is unambiguous. */
function prefill(engine: Engine, plan: ConcurrentPlan): Int32Array {
	const initial = new Int32Array(plan.blocks.length);
	if (!plan.prefill) return initial;
	const buffer = allocateGuarded(engine.blockBytes);
	for (const [block, id] of plan.blocks.entries()) {
		const value = 1 + block;
		stampBlock(buffer.address, engine.blockBytes, id, 0, plan.epoch, value);
		const status = engine.write(BigInt(id), buffer);
		if (status !== 0)
			throw new EngineFailure(`block ${id}: write returned ${status} on a good target`);
		initial[block] = value;
	}
	buffer.free();
	return initial;
}

/** Reads every block once on this thread, as one more client. */
function readAll(engine: Engine, plan: ConcurrentPlan, job: ClientJob): ClientReport {
	const client = new Client(job);
	const buffer = allocateGuarded(engine.blockBytes);
	for (const [block, id] of plan.blocks.entries()) {
		buffer.bytes.fill(0xa5);
		const startNs = monotonicNs();
		const status = engine.read(BigInt(id), buffer);
		client.addRead(block, status, buffer.bytes, buffer.address, startNs, monotonicNs());
	}
	buffer.free();
	client.free();
	return client.report();
}

function joinReports(
	reports: readonly ClientReport[],
	columns: readonly ClientColumns[],
	initial: Int32Array,
): ConcurrentOutcome {
	const length = reports.reduce((sum, report) => sum + report.rows, 0);
	const history = {
		length,
		block: new Int32Array(length),
		kind: new Uint8Array(length),
		value: new Int32Array(length),
		start: new Float64Array(length),
		end: new Float64Array(length),
		client: new Uint8Array(length),
		initial,
	};
	let at = 0;
	for (const { client, rows } of reports) {
		const views = viewColumns(columns[client] as ClientColumns);
		for (const name of ["block", "kind", "value", "start", "end"] as const) {
			history[name].set(views[name].subarray(0, rows), at);
		}
		history.client.fill(client, at, at + rows);
		at += rows;
	}
	const problems = reports.flatMap(({ client, problems: listed }) =>
		listed.map((problem) => ({ ...problem, client })),
	);
	const problemsTotal = reports.reduce((sum, report) => sum + report.problemsTotal, 0);
	const logged = columns.map((one, client) => ({
		...viewColumns(one),
		rows: reports[client]?.rows,
	}));
	return { history, problems, problemsTotal, overlapShare: overlapShare(logged) };
}
