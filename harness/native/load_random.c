/* Many numbers of a pattern at once. The generator, xoshiro128** (Blackman and Vigna), and how a
 * number becomes a block are specified by harness/load/random.ts, which has the state. */
#include "load.h"

/* into[0 .. n) = offset + 0 .. count - 1, for a count up to 2^21; `state` goes on by n. */
ASSAY_EXPORT void assay_random_fill(uint32_t *state, double *into, uint32_t n, double count,
                                    double offset)
{
	uint32_t a = state[0];
	uint32_t b = state[1];
	uint32_t c = state[2];
	uint32_t d = state[3];
	const double scale = count / 4294967296.0;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t product = b * 5;
		uint32_t result = (product << 7 | product >> 25) * 9;
		uint32_t shifted = b << 9;
		c ^= a;
		d ^= b;
		b ^= c;
		a ^= d;
		c ^= shifted;
		d = d << 11 | d >> 21;
		into[i] = offset + (double)(int32_t)((double)result * scale);
	}
	state[0] = a;
	state[1] = b;
	state[2] = c;
	state[3] = d;
}
