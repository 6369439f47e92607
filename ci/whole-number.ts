/** An option's value that counts something; throws one sentence that says what it must be. */
export function wholeNumber(name: string, text: string, least: number): number {
	const value = Number(text);
	if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
	throw new Error(`--${name} must be a whole number from ${least}, not "${text}"`);
}
