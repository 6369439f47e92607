/**
 * Keeps the newest version of an engine in service: looks through the plugin directory, registers
 * what is complete, and swaps to the newest version of the plugin that serves. It looks when it is
 * asked to by a call, by SIGUSR1, or by a change of the directory.
 */
import type { EngineFile } from "../../contract/index.ts";
import { newestFirst } from "../catalogue/version.ts";
import type { PluginManager } from "../manager.ts";
import type { SwapOutcome } from "../outcome.ts";
import { partsOfPluginId } from "../plugin-id.ts";
import type { SwapQueue } from "../swap-queue.ts";
import { type FoundPlugin, PluginDirectory } from "./plugin-directory.ts";
import { onSignal, watchDirectory } from "./sources.ts";

export type TriggerCause = "call" | "signal" | "watch";

export type ServiceEvent =
	| { readonly kind: "registered"; readonly id: string; readonly cause: TriggerCause }
	/** Told once for each state of the file. */
	| { readonly kind: "not-taken"; readonly path: string; readonly reason: string }
	| { readonly kind: "swap"; readonly outcome: SwapOutcome; readonly cause: TriggerCause }
	| { readonly kind: "swap-refused"; readonly to: string; readonly reason: string };

export interface ServiceOptions {
	readonly manager: PluginManager;
	readonly queue: SwapQueue;
	readonly directory: string;
	/** Judges a file without loading it, or throws what is wrong with it. */
	readonly inspect: (path: string) => EngineFile;
	readonly report: (event: ServiceEvent) => void;
}

export class PluginService {
	readonly #directory: PluginDirectory;
	/** Digests of the registered plugins, by id. */
	readonly #registered = new Map<string, string>();
	/** Failed to come into service: tried again only when somebody asks. */
	readonly #failed = new Set<string>();
	#told = new Set<string>();
	#underWay: { readonly to: string; readonly swap: Promise<SwapOutcome> } | undefined;
	#stops: (() => void)[] = [];

	constructor(readonly options: ServiceOptions) {
		this.#directory = new PluginDirectory(options.directory);
	}

	/** Watches the directory and listens to SIGUSR1, until `stop`. */
	start(watching: { readonly settleMs?: number; readonly pollMs?: number } = {}): void {
		if (this.#stops.length > 0) throw new Error("the plugin service runs already");
		const trigger = (cause: TriggerCause) => void this.reload(cause).catch(() => {});
		this.#stops = [
			onSignal("SIGUSR1", () => trigger("signal")),
			watchDirectory(this.options.directory, () => trigger("watch"), watching),
		];
	}

	stop(): void {
		for (const stop of this.#stops.splice(0)) stop();
	}

	/**
	 * Swaps to the newest version there is; undefined: the newest one serves already. Rejects, and
	 * reports, when the directory can't be read or the swap is refused.
	 */
	async reload(cause: TriggerCause = "call"): Promise<SwapOutcome | undefined> {
		try {
			this.#takeIn(cause);
		} catch (error) {
			this.#tell(this.options.directory, (error as Error).message);
			throw error;
		}
		const to = this.#newest(cause);
		if (to === undefined) return undefined;
		if (this.#underWay?.to === to) return await this.#underWay.swap;
		const underWay = { to, swap: this.#swap(to, cause) };
		this.#underWay = underWay;
		try {
			return await underWay.swap;
		} finally {
			if (this.#underWay === underWay) this.#underWay = undefined;
		}
	}

	async #swap(to: string, cause: TriggerCause): Promise<SwapOutcome> {
		try {
			const outcome = await this.options.queue.request(to);
			if (outcome.kind === "rolled-back") this.#failed.add(to);
			this.options.report({ kind: "swap", outcome, cause });
			return outcome;
		} catch (error) {
			this.options.report({ kind: "swap-refused", to, reason: (error as Error).message });
			throw error;
		}
	}

	/** Registers what is complete. Dependencies may be in any order: each round takes some more. */
	#takeIn(cause: TriggerCause): void {
		const { complete, incomplete } = this.#directory.scan();
		let refusals: [FoundPlugin, string][] = [];
		let left = complete.filter(({ id, digest }) => this.#registered.get(id) !== digest);
		for (let taken = -1; taken !== 0; ) {
			refusals = left.flatMap((found) => {
				const reason = this.#register(found, cause);
				return reason === undefined ? [] : [[found, reason] as [FoundPlugin, string]];
			});
			taken = left.length - refusals.length;
			left = refusals.map(([found]) => found);
		}
		const told = this.#told;
		this.#told = new Set();
		for (const [{ path }, reason] of refusals) this.#tell(path, reason, told);
		for (const { path, reason } of incomplete) this.#tell(path, reason, told);
	}

	/** Why not. */
	#register({ id, path, digest, claims }: FoundPlugin, cause: TriggerCause): string | undefined {
		try {
			this.options.manager.register(this.options.inspect(path), id, claims);
		} catch (error) {
			return (error as Error).message;
		}
		this.#registered.set(id, digest);
		this.options.report({ kind: "registered", id, cause });
		return undefined;
	}

	/** Of the plugin that serves, or is about to, the newest version that is newer. */
	#newest(cause: TriggerCause): string | undefined {
		const serving = this.options.manager.serving;
		if (serving === undefined) return undefined;
		const now = partsOfPluginId(serving.id);
		const newer = [...this.#registered.keys()].filter((id) => {
			const { family, version } = partsOfPluginId(id);
			const isOpen = cause !== "watch" || !this.#failed.has(id);
			return family === now.family && newestFirst(version, now.version) < 0 && isOpen;
		});
		const byVersion = (a: string, b: string) =>
			newestFirst(partsOfPluginId(a).version, partsOfPluginId(b).version);
		return newer.sort(byVersion)[0];
	}

	#tell(path: string, reason: string, before: ReadonlySet<string> = this.#told): void {
		const line = `${path}: ${reason}`;
		if (!before.has(line)) this.options.report({ kind: "not-taken", path, reason });
		this.#told.add(line);
	}
}
