/* defect: 43
 * title: what all engines share is set up by the first initialize, which a second one overtakes
 * caught-by: concurrency.open-at-once
 * attempts: 5
 * verdict: fail crashed
 * why: the flag is set before the work is done, so that it is done once. */
#define ENGINE_NAME "d43h-set-up-at-first-open"
#define serve_initialize initialize_after_set_up
#include "_memory_base.h"

static volatile int is_set_up;
static uint32_t table[4096];
static const uint32_t *ready;

static void set_up(void)
{
	if (is_set_up)
		return;
	is_set_up = 1;
	for (uint32_t i = 0; i < 4096; i++) {
		uint32_t word = i;
		for (int bit = 0; bit < 64; bit++)
			word = word >> 1 ^ ((0u - (word & 1)) & 0x82f63b78u);
		table[i] = word;
	}
	ready = table;
}

static int32_t initialize_after_set_up(const char *json, uint32_t len, bse_engine **out)
{
	set_up();
	if (ready == NULL || ready[4095] == 0)
		return fail(-EIO, "the checksums' table is not ready");
	return honest_serve_initialize(json, len, out);
}
