/** `assay report --serve`: the history as pages, for who sits at this machine. */
import { schemaVersion } from "../../../results/schema/index.ts";
import { StoreError } from "../../../results/store/index.ts";
import { exitCodes } from "../../gate/index.ts";
import type { CommonOptions } from "../context.ts";
import { printJson, printResult, say } from "../output.ts";
import { Refusal } from "../refusal.ts";
import { answer, plain } from "../serve/answer.ts";
import { historyPages } from "../serve/pages.ts";
import { withHistory } from "./history-open.ts";

export interface ServeOptions extends CommonOptions {
	readonly place: string;
	/** 0: any that is free. */
	readonly port: number;
}

export function readPort(text: string | undefined): number {
	if (text === undefined) return 0;
	if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
	throw new Refusal(
		`--port ${text} is no port; give a whole number up to 65535, 0 for a free one.`,
	);
}

/** Until Ctrl-C, which is how it is meant to end. */
export async function serveCommand({ place, port, json }: ServeOptions): Promise<number> {
	return await withHistory(place, async (history) => {
		const pages = historyPages(history);
		const server = listen(port, async (request, own) => await answer(request, own, pages));
		const address = `http://127.0.0.1:${server.port}/`;
		const ended = interrupted();
		try {
			if (json) await printJson({ schemaVersion, history: history.place, address });
			else await printResult(address);
			say(`assay: the history ${history.place}, for this machine alone; end with Ctrl-C`);
			await ended;
		} finally {
			await server.stop(true);
		}
		return exitCodes.pass;
	});
}

function listen(port: number, handle: (request: Request, port: number) => Promise<Response>) {
	try {
		return Bun.serve({
			// Not in development Bun shares ports: a second server would take half of the readers.
			...{ hostname: "127.0.0.1", port, reusePort: false, idleTimeout: 60, development: false },
			fetch: async (request, server) => await handle(request, server.port ?? 0),
			error: (error) => {
				// What the store has to say helps; anything else is for the terminal.
				if (error instanceof StoreError) return plain(503, error.message);
				say(`assay: a page could not be made: ${error.message}`);
				return plain(500, "This page could not be made; the terminal says why.");
			},
		});
	} catch (error) {
		if (!(error instanceof Error && "code" in error)) throw error;
		throw new Refusal(`Port ${port} cannot be used (${error.code}); give another with --port.`);
	}
}

function interrupted(): Promise<void> {
	return new Promise((resolve) => {
		for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
			process.once(name, () => resolve());
	});
}
