/** Apache Otava at its defaults on the same series, where somebody has installed it. */
import { join } from "node:path";
import { z } from "zod";

const points = z.array(z.number().int());
const answerSchema = z.object({
	version: z.string(),
	found: z.array(points),
	suite: z.array(z.object({ values: z.array(z.number()), changes: points, found: points })),
});
export type OtavaAnswer = z.infer<typeof answerSchema>;

const script = join(import.meta.dir, "otava-points.py");

/** `python`: an interpreter that has apache-otava and, for its own suite, otava-test-data. */
export function askOtava(
	python: string,
	series: readonly { readonly values: readonly number[] }[],
): OtavaAnswer {
	const command = Bun.which(python);
	if (command === null) throw new Error(`--otava ${python} is no program; name a Python`);
	const child = Bun.spawnSync([command, script], {
		stdin: new TextEncoder().encode(JSON.stringify({ series: series.map((each) => each.values) })),
	});
	if (child.exitCode !== 0) {
		const reason = child.stderr.toString().trim().split("\n").at(-1) ?? "";
		throw new Error(`${python} could not run Otava: ${reason}; install apache-otava for it`);
	}
	return answerSchema.parse(JSON.parse(child.stdout.toString()));
}
