/** xorshift32: a cheap stream of its own for each thread, always from the run's seed. */
export class Random {
	#state: number;
	constructor(seed: number, stream: number) {
		const mixed = Math.imul(seed ^ Math.imul(stream + 1, 0x9e3779b1), 0x85ebca6b);
		this.#state = (mixed ^ (mixed >>> 16)) | 1;
	}
	/** An integer in 0..below-1. */
	below(below: number): number {
		let state = this.#state;
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		this.#state = state;
		return (state >>> 0) % below;
	}
}
