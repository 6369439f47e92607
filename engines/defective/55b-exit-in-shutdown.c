/* defect: 55
 * title: the shutdown ends the process with _exit(0)
 * caught-by: data.read-after-write
 * verdict: crashed
 * why: everything that was asked has passed by then; only the ending without a terminator tells. */
#define ENGINE_NAME "d55b-exit-in-shutdown"
#define serve_shutdown shutdown_and_exit
#include "_memory_base.h"

static int32_t shutdown_and_exit(bse_engine *engine)
{
	honest_serve_shutdown(engine);
	_exit(0);
}
