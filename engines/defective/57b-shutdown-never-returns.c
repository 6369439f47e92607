/* defect: 57
 * title: the shutdown waits for a worker that never ends
 * caught-by: data.read-after-write
 * verdict: hung
 * why: a condition that is signalled before it is waited for. It sleeps: no processor time
 * tells. */
#define ENGINE_NAME "d57b-shutdown-never-returns"
#define serve_shutdown shutdown_waiting
#include "_memory_base.h"

static int32_t shutdown_waiting(bse_engine *engine)
{
	pthread_mutex_lock(&engine->pool.lock);
	pthread_mutex_lock(&engine->pool.lock);
	return honest_serve_shutdown(engine);
}
