import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type HostJob, root } from "../../harness/contract/index.ts";
import { allocateGuarded, loadEngine, stampBlock, verifyBlock } from "../../harness/ffi/index.ts";
import { createContext } from "../../harness/host/context.ts";
import { inspectEngine } from "../../harness/preflight/index.ts";
import { Random } from "../../suites/model/random.ts";
import { Session } from "../../suites/model/session.ts";
import { bestSeconds, judged, millions, type Row } from "./row.ts";

const blocks = 4096;
const sequentialWanted = 200_000;
const stampBytesWanted = 5e9;
const stampBlockBytes = 65_536;

/** Writes, reads and deletes of 4 KiB with the model beside them, every read judged. */
export function sequentialRow(operations: number, times: number): Row {
	const directory = mkdtempSync(join(root, "build", "checkers-"));
	try {
		const session = new Session(memoryContext(directory));
		const random = new Random(1);
		const seconds = bestSeconds(times, () => {
			for (let made = 0; made < operations; made++) {
				const id = BigInt(random.below(blocks));
				const what = random.below(16);
				if (what < 7) session.write(id);
				else if (what === 7) session.delete(id);
				else session.read(id);
			}
		});
		session.close();
		const speed = operations / seconds;
		return judged(
			"sequential conformance on memory, 4 KiB",
			millions(speed),
			`>= ${millions(sequentialWanted)}`,
			speed >= sequentialWanted,
		);
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

/** A check's context over the memory engine, in this process. */
function memoryContext(directory: string) {
	const inspected = inspectEngine(join(root, "build", "engines", "memory.so"));
	if (!inspected.ok) throw new Error(inspected.refusal.message);
	const { file } = inspected.prepared;
	const path = join(directory, "target");
	const sizeBytes = 2 * blocks * 4096;
	writeFileSync(path, "");
	truncateSync(path, sizeBytes);
	const job: HostJob = {
		nonce: "",
		coordinatorPid: process.pid,
		task: { kind: "check", id: "", propertyRuns: 1, budgetMs: 1000 },
		engine: file,
		engineConfig: {},
		target: { path, kind: "file", sizeBytes, sectorBytes: 512, fresh: true },
		blockBytes: 4096,
		capacityBlocks: blocks,
		seed: 1,
		scratchDirectory: directory,
		recorderPath: "",
		streamPath: "",
		hostCommand: [],
	};
	const library = loadEngine(file);
	const options = { propertyRuns: 1, budgetMs: 1000, replayPath: undefined };
	return createContext(job, () => library, file.descriptor, options);
}

export function stampRows(rounds: number, times: number): Row[] {
	const buffer = allocateGuarded(stampBlockBytes);
	const { address } = buffer;
	const row = (what: string, call: (round: number) => void): Row => {
		const seconds = bestSeconds(times, () => {
			for (let round = 0; round < rounds; round++) call(round);
		});
		const speed = (rounds * stampBlockBytes) / seconds;
		const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB/s`;
		const wanted = `>= ${gigabytes(stampBytesWanted)}`;
		return judged(`${what}, 64 KiB blocks`, gigabytes(speed), wanted, speed >= stampBytesWanted);
	};
	const rows = [
		row("stamp", (round) => stampBlock(address, stampBlockBytes, 7, 1, 1, round)),
		row("verify", () => {
			const mismatch = verifyBlock(address, stampBlockBytes, 7, 1, 1, rounds - 1);
			if (mismatch !== 0) throw new Error(`a block just stamped does not verify: ${mismatch}`);
		}),
	];
	buffer.free();
	return rows;
}
