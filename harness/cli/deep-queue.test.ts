/** A queue deeper than an engine has by default: it is opened for that, or as the user says. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync } from "node:fs";
import { assay, makeDirectory } from "./fixtures/assay.ts";

setDefaultTimeout(240_000);

const directory = makeDirectory("deep-queue");
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const deep = ["bench", "memory", "--workload", "rw=randread,bs=4k,qd=100", "--duration", "50ms"];

test("an engine whose queues are 64 deep by default is measured at depth 100", () => {
	const { code, stdout } = assay([...deep, "--json"], directory);
	expect(code).toBe(0);
	const [workload] = JSON.parse(stdout).engines[0].workloads;
	expect(workload.outcome).toBe("measured");
	expect(workload.details.depthMax).toBe(100);
});

test("a queue_depth of the user's own stands, and what it makes impossible names it", () => {
	const { code, stdout } = assay([...deep, "--engine-config", '{"queue_depth":16}'], directory);
	expect(code).toBe(1);
	expect(stdout).toContain('config key "queue_depth"');
});
