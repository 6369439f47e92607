/* SPDX-License-Identifier: MIT */

int32_t bse_get_fallback_engine(bse_engine *engine, bse_engine **out) {
	if (out == NULL)
		return fail(-EINVAL, "there is nowhere to put the fallback engine: out is NULL");
	if (engine->fallback == NULL)
		return fail(-ENOENT, "a fallback engine has no fallback engine");
	*out = engine->fallback;
	return 0;
}
