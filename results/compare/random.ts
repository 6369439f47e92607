/**
 * Seeded draws for resampling: a 32-bit counter through an avalanche mix. Good enough for signs and
 * shuffles, and the same on every machine, so that a verdict can be judged again from its seed.
 */
export interface Random {
	/** Evenly in [0, 1). */
	next(): number;
	/** 0 .. count-1 */
	below(count: number): number;
	/** Standard normal; for simulations. */
	normal(): number;
	/** In place, every order as likely as another one. */
	shuffle(values: Float64Array): void;
}

const golden = 0x9e3779b9;

/** Streams of one seed have nothing to do with each other: a metric, a look, a block. */
export function seededRandom(seed: number, stream = 0): Random {
	let state = mix(mix(seed >>> 0) ^ Math.imul(stream + 1, golden));
	const next = (): number => {
		state = (state + golden) >>> 0;
		return mix(state) / 0x1_0000_0000;
	};
	return {
		next,
		below: (count) => Math.floor(next() * count),
		normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
		// As by `below` for each place; without its calls, for resampling does hardly anything else.
		shuffle: (values) => {
			let own = state;
			for (let place = values.length - 1; place > 0; place--) {
				own = (own + golden) >>> 0;
				const other = ((mix(own) / 0x1_0000_0000) * (place + 1)) >>> 0;
				const moved = values[place] ?? 0;
				values[place] = values[other] ?? 0;
				values[other] = moved;
			}
			state = own;
		},
	};
}

/** Every input bit reaches every output bit (constants of Steele and Vigna's 32-bit search). */
function mix(value: number): number {
	let z = value;
	z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
	z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
	return (z ^ (z >>> 15)) >>> 0;
}
