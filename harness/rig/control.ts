import type { CutSurvival, DeviceFault, DeviceRequests } from "../contract/index.ts";

/** What the rig's server is started with, as JSON in its last argument. */
export interface ServerJob {
	/** The NBD socket, relative to the server's working directory: a socket's path is short. */
	readonly socket: string;
	readonly sizeBytes: number;
	readonly seed: number;
}

/** One line of its standard input. `disconnect` ends the NBD connections, answered or not. */
export type ControlCommand =
	| { readonly kind: "requests" }
	| { readonly kind: "faults"; readonly faults: readonly DeviceFault[] }
	| { readonly kind: "arm"; readonly after: number; readonly covering?: number }
	| { readonly kind: "cut" }
	| { readonly kind: "disconnect" }
	| { readonly kind: "restore"; readonly survival: CutSurvival }
	| { readonly kind: "renew" | "checkpoint" | "rollBack" };

/** One line of its standard output; answers come in the order of the commands. */
export type ControlMessage =
	| { readonly kind: "ready" }
	| { readonly kind: "power-failed" }
	| { readonly kind: "answer"; readonly requests: DeviceRequests };
