/* defect: 44
 * title: each initialize and shutdown leaves half a megabyte behind
 * caught-by: process.memory-leak
 * why: the bitmap's shadow copy belongs to nobody. */
#define ENGINE_NAME "d44c-shutdown-leaks-memory"
#define serve_initialize initialize_leaking
#include "_memory_base.h"

static int32_t initialize_leaking(const char *json, uint32_t len, bse_engine **out)
{
	int32_t status = honest_serve_initialize(json, len, out);
	volatile unsigned char *shadow = status == 0 ? malloc(1 << 19) : NULL;
	for (uint32_t at = 0; shadow != NULL && at < 1 << 19; at += 4096)
		shadow[at] = 1;
	return status;
}
