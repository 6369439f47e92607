/** What the benchmarks' command lines have in common. */

/** An option's value that counts something; throws one sentence that says what it must be. */
export function wholeNumber(name: string, text: string, least: number): number {
	const value = Number(text);
	if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
	throw new Error(`--${name} must be a whole number from ${least}, not "${text}"`);
}

/** The process ends with the code of `main`, or with 3 and one sentence when it throws. */
export async function runCommand(name: string, main: () => Promise<number>): Promise<void> {
	process.exitCode = await main().catch((error: Error) => {
		console.error(`${name} could not run: ${error.message.replace(/\.?$/, ".")}`);
		return 3;
	});
}
