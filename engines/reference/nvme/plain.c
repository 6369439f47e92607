/* SPDX-License-Identifier: MIT
 *
 * An engine that needs nothing beyond the store. */

int32_t engine_extend(bse_engine *engine, const struct config *config) {
	(void)engine;
	(void)config;
	return 0;
}

void engine_retract(bse_engine *engine) {
	(void)engine;
}
