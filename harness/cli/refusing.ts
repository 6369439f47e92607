/** What the plugin manager refuses, as the command line ends with it. */
import { exitCodes } from "../gate/index.ts";
import { PluginRefused, type RefusalReason } from "../swap/catalogue/index.ts";
import { Refusal } from "./refusal.ts";

/** Files that are not what was released: the supply chain's failure, not the command line's. */
const supplyChain: readonly RefusalReason[] = ["digest-mismatch", "broken-snapshot"];

export async function refusing<Result>(act: () => Promise<Result>): Promise<Result> {
	try {
		return await act();
	} catch (error) {
		if (!(error instanceof PluginRefused)) throw error;
		const message = error.message.endsWith(".") ? error.message : `${error.message}.`;
		if (supplyChain.includes(error.reason)) throw new Refusal(message, exitCodes.supplyChain);
		if (error.reason === "busy") throw new Refusal(message, exitCodes.inconclusive);
		throw new Refusal(message);
	}
}
