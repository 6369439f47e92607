/** `assay engines`, and the options that make it speak of a catalogue of releases. */
import type { Argv } from "yargs";
import type { CommandContext } from "./context.ts";
import { catalogueOptions, commonOptions } from "./option-table.ts";
import { Refusal } from "./refusal.ts";
import { type Arguments, common, one, strings } from "./typed.ts";

export function addEnginesCommand(
	parser: Argv,
	context: CommandContext,
	finish: (code: number) => void,
): Argv {
	return parser.command(
		"engines",
		"the built-in engines, or the releases of a catalogue",
		(sub) => sub.options({ ...catalogueOptions, ...commonOptions }),
		async (typed) => {
			const catalogue = one(typed, "catalogue");
			const change = readChange(typed);
			if (catalogue === undefined) {
				if (change !== undefined) {
					throw new Refusal(`--${change.kind} changes a catalogue; name it with --catalogue.`);
				}
				const { enginesCommand } = await import("./commands/listings.ts");
				finish(await enginesCommand(common(typed), context));
				return;
			}
			const { catalogueCommand } = await import("./commands/catalogue.ts");
			finish(await catalogueCommand(catalogue, change, common(typed)));
		},
	);
}

export type CatalogueChange =
	| { readonly kind: "publish"; readonly files: readonly string[] }
	| { readonly kind: "roll-back"; readonly to: string }
	| { readonly kind: "follow"; readonly remote: string };

function readChange(typed: Arguments): CatalogueChange | undefined {
	const files = strings(typed, "publish");
	const to = one(typed, "roll-back");
	const remote = one(typed, "follow");
	const changes: CatalogueChange[] = [];
	if (files !== undefined) changes.push({ kind: "publish", files });
	if (to !== undefined) changes.push({ kind: "roll-back", to });
	if (remote !== undefined) changes.push({ kind: "follow", remote });
	const [first, second] = changes;
	if (first !== undefined && second !== undefined) {
		throw new Refusal(`--${first.kind} and --${second.kind} are two changes; make one at a time.`);
	}
	return first;
}
