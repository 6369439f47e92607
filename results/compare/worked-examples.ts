/** Published data that tests of this room are checked against; nothing but tests imports it. */

/** Darwin's maize, crossed minus self-fertilised, in 1/8 of an inch (Fisher 1935, section 17). */
export const darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
/** Hamilton depression scale before and after (Hollander and Wolfe 1973, example 3.1). */
export const depression = before.map((value, at) => value - (after[at] ?? 0));

/** Fifteen p-values of one trial, and which ones hold (Benjamini and Hochberg 1995, section 4). */
export const thrombolysis = [
	0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
	0.6528, 0.759, 1,
];
