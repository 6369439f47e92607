import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type DeviceRequests, type RigOptions, scriptPath } from "../contract/index.ts";
import type { ControlCommand, ControlMessage, ServerJob } from "./control.ts";

export const socketName = "nbd";

/** A server that is silent for so long is the harness's failure, never an engine that hangs. */
const patienceMs = 30_000;

async function within<Result>(ms: number, work: Promise<Result>, what: string): Promise<Result> {
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(() => late.reject(new Error(`no answer to ${what} in ${ms} ms`)), ms);
	try {
		return await Promise.race([work, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}

/** The rig's server, as the process that tests an engine talks to it. */
export class ServerLink {
	readonly #child;
	readonly #errors: string;
	readonly #answers: ((requests: DeviceRequests) => void)[] = [];
	#failed = Promise.withResolvers<void>();
	readonly #ready = Promise.withResolvers<void>();
	readonly #ended: Promise<never>;

	private constructor(directory: string, options: RigOptions) {
		const job: ServerJob = { socket: socketName, ...options };
		this.#errors = join(directory, "server-errors");
		const stderr = openSync(this.#errors, "w");
		const script = scriptPath("harness/rig/serve.ts");
		this.#child = Bun.spawn([process.execPath, script, JSON.stringify(job)], {
			cwd: directory,
			stdin: "pipe",
			stdout: "pipe",
			stderr,
		});
		closeSync(stderr);
		this.#ended = this.#child.exited.then(() => {
			const said = readFileSync(this.#errors, "utf8").trim().slice(-400);
			throw new Error(`the rig's server ended by itself: ${said}`);
		});
		// Only what waits for an answer needs to know.
		this.#ended.catch(() => undefined);
		void this.#listen();
	}

	static async start(directory: string, options: RigOptions): Promise<ServerLink> {
		const link = new ServerLink(directory, options);
		await Promise.race([link.#ready.promise, link.#ended]);
		return link;
	}

	get powerFailed(): Promise<void> {
		return Promise.race([this.#failed.promise, this.#ended]);
	}

	/** Answered with the requests that the device has served. */
	async command(command: ControlCommand): Promise<DeviceRequests> {
		const answer = Promise.withResolvers<DeviceRequests>();
		this.#answers.push(answer.resolve);
		this.#child.stdin.write(`${JSON.stringify(command)}\n`);
		this.#child.stdin.flush();
		return within(patienceMs, Promise.race([answer.promise, this.#ended]), command.kind);
	}

	async powerOn(command: ControlCommand): Promise<void> {
		this.#failed = Promise.withResolvers<void>();
		await this.command(command);
	}

	end(): void {
		this.#child.kill("SIGKILL");
	}

	async #listen(): Promise<void> {
		const decoder = new TextDecoder();
		let text = "";
		for await (const bytes of this.#child.stdout) {
			const lines = (text + decoder.decode(bytes, { stream: true })).split("\n");
			text = lines.pop() ?? "";
			for (const line of lines) this.#heard(JSON.parse(line) as ControlMessage);
		}
	}

	#heard(message: ControlMessage): void {
		switch (message.kind) {
			case "ready":
				return this.#ready.resolve();
			case "power-failed":
				return this.#failed.resolve();
			case "answer":
				this.#answers.shift()?.(message.requests);
		}
	}
}
