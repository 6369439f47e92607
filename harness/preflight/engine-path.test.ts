/** Paths on which there is no engine: told apart, and never waited for. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspectEngine } from "./inspect.ts";

describe("paths that are no engine", () => {
	let directory: string;
	beforeAll(() => {
		directory = mkdtempSync(join(tmpdir(), "assay-inspect-"));
	});
	afterAll(() => rmSync(directory, { recursive: true, force: true }));

	const message = (path: string): string => {
		const result = inspectEngine(path);
		if (result.ok) throw new Error("expected a refusal");
		expect(result.refusal.message.split("\n")).toHaveLength(1);
		expect(result.refusal.message).toEndWith(".");
		return result.refusal.message;
	};

	test("each is told apart, at once", () => {
		const fifo = join(directory, "fifo");
		Bun.spawnSync(["mkfifo", fifo]);
		expect(message(fifo)).toContain("is a FIFO");
		expect(message(directory)).toContain("is a directory");
		expect(message(join(directory, "none.so"))).toContain("does not exist");
		expect(message("/dev/zero")).toContain("is a character device");
		const empty = join(directory, "empty.so");
		writeFileSync(empty, "");
		expect(message(empty)).toContain("is empty");
		expect(message(join(empty, "below"))).toContain("does not exist");
		const loop = join(directory, "loop.so");
		symlinkSync(loop, loop);
		expect(message(loop)).toContain("leads back to itself");
		const socket = join(directory, "socket");
		const server = Bun.listen({ unix: socket, socket: { data() {} } });
		expect(message(socket)).toContain("is a socket");
		server.stop(true);
	});

	test("a huge file is refused before it is read", () => {
		const huge = join(directory, "huge.so");
		writeFileSync(huge, "");
		Bun.spawnSync(["truncate", "-s", "4G", huge]);
		expect(message(huge)).toContain("more than");
	});

	// Root reads every file: for root the command line's own test runs as nobody.
	const testAsUser = process.getuid?.() === 0 ? () => undefined : test;
	testAsUser("an unreadable file is refused", () => {
		const secret = join(directory, "secret.so");
		writeFileSync(secret, "x");
		chmodSync(secret, 0);
		expect(message(secret)).toContain("permission denied");
	});

	test("a path with control characters is shown, not obeyed", () => {
		mkdirSync(join(directory, "a\u001b[2J"));
		expect(message(join(directory, "a\u001b[2J"))).not.toContain("\u001b");
	});
});
