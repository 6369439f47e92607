/* defect: 58
 * title: a stats call leaves the processor rounding towards zero
 * caught-by: process.surroundings
 * why: a conversion that wanted truncation, and no one put the mode back. */
#define ENGINE_NAME "d58c-rounding-mode"
#define serve_stats stats_truncating
#include "_memory_base.h"

#include <fenv.h>

static int32_t stats_truncating(bse_engine *engine, bse_stats *stats)
{
	unsigned int control;
	__asm__ volatile("stmxcsr %0" : "=m"(control));
	control |= 0x6000u;
	__asm__ volatile("ldmxcsr %0" : : "m"(control));
	return honest_serve_stats(engine, stats);
}
