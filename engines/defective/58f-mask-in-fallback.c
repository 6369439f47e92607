/* defect: 58
 * title: asking for the fallback engine blocks SIGUSR2 in its caller
 * caught-by: process.surroundings
 * why: masks are set around the start of a thread and not put back. */
#define ENGINE_NAME "d58f-mask-in-fallback"
#define serve_fallback fallback_masking
#include "_memory_base.h"

#include <signal.h>

static int32_t fallback_masking(bse_engine *engine, bse_engine **out)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	return honest_serve_fallback(engine, out);
}
