/**
 * The rig's server process: one NBD export over a unix socket, told what to do on standard input.
 * A process of its own, because the one that tests an engine stands still inside the engine's
 * calls. It ends when its standard input does.
 */
import type { Socket } from "bun";
import type { ControlCommand, ControlMessage, ServerJob } from "./control.ts";
import { FaultyDevice } from "./device.ts";
import { NbdConnection, type NbdRequest } from "./nbd.ts";
import { encodeReply, errors } from "./nbd-wire.ts";

interface Client {
	readonly connection: NbdConnection;
	/** Not yet taken by the kernel. */
	waiting: Uint8Array[];
}

class Server {
	readonly #device: FaultyDevice;
	readonly #job: ServerJob;
	readonly #clients = new Set<Socket<Client>>();

	constructor(job: ServerJob) {
		this.#job = job;
		this.#device = new FaultyDevice(job.sizeBytes, job.seed);
	}

	listen(): void {
		Bun.listen<Client>({
			unix: this.#job.socket,
			socket: {
				open: (socket) => {
					const connection = new NbdConnection(this.#job.sizeBytes);
					socket.data = { connection, waiting: [] };
					this.#clients.add(socket);
					this.#send(socket, [connection.greeting()]);
				},
				data: (socket, bytes) => this.#received(socket, bytes),
				drain: (socket) => this.#send(socket, []),
				close: (socket) => void this.#clients.delete(socket),
				error: (socket) => void socket.terminate(),
			},
		});
		tell({ kind: "ready" });
	}

	#received(socket: Socket<Client>, bytes: Uint8Array): void {
		const { send, requests, closed } = socket.data.connection.feed(bytes);
		const replies = [...send];
		for (const request of requests) {
			if (request.kind === "disconnect") return void socket.end();
			const reply = this.#serve(socket, request);
			if (reply !== undefined) replies.push(reply);
		}
		this.#send(socket, replies);
		if (closed) socket.end();
	}

	/** The reply; undefined when it comes later or never. */
	#serve(
		socket: Socket<Client>,
		request: Exclude<NbdRequest, { kind: "disconnect" }>,
	): Uint8Array | undefined {
		if (request.kind === "invalid") return encodeReply(request.cookie, errors.EINVAL);
		const powered = this.#device.powered;
		const answer = this.#device.serve(request);
		if (answer.kind === "lost") {
			if (powered) tell({ kind: "power-failed" });
			return undefined;
		}
		const reply =
			answer.kind === "done"
				? encodeReply(request.cookie, 0, answer.data)
				: encodeReply(request.cookie, errors[answer.error]);
		if (answer.delayUs === 0) return reply;
		setTimeout(() => {
			if (this.#device.powered) this.#send(socket, [reply]);
		}, answer.delayUs / 1000);
		return undefined;
	}

	#send(socket: Socket<Client>, more: readonly Uint8Array[]): void {
		const { data } = socket;
		data.waiting.push(...more);
		while (data.waiting.length > 0) {
			const all = data.waiting.length === 1 ? data.waiting[0] : Buffer.concat(data.waiting);
			if (all === undefined) return;
			const sent = socket.write(all);
			if (sent < 0) return;
			data.waiting = sent < all.length ? [all.subarray(sent)] : [];
			if (sent < all.length) return;
		}
	}

	obey(command: ControlCommand): void {
		switch (command.kind) {
			case "requests":
				break;
			case "faults":
				this.#device.setFaults(command.faults);
				break;
			case "arm":
				this.#device.armCut(command.after, command.covering);
				break;
			case "cut":
				if (this.#device.powered) {
					this.#device.cut();
					tell({ kind: "power-failed" });
				}
				break;
			case "disconnect":
				for (const socket of this.#clients) socket.terminate();
				break;
			case "restore":
				this.#device.restore(command.survival);
				break;
			case "renew":
			case "checkpoint":
			case "rollBack":
				this.#device[command.kind]();
		}
		tell({ kind: "answer", requests: this.#device.requests });
	}
}

function tell(message: ControlMessage): void {
	process.stdout.write(`${JSON.stringify(message)}\n`);
}

const server = new Server(JSON.parse(process.argv[2] ?? "") as ServerJob);
server.listen();
process.stdin.on("end", () => process.kill(process.pid, "SIGKILL"));
let text = "";
process.stdin.on("data", (bytes: Buffer) => {
	const lines = (text + bytes.toString()).split("\n");
	text = lines.pop() ?? "";
	for (const line of lines) server.obey(JSON.parse(line) as ControlCommand);
});
