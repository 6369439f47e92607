/* defect: 60
 * title: a flusher thread outlives the shutdown
 * caught-by: process.threads-and-children
 * why: the thread is detached, and told to end only when it next wakes up - in an hour. */
#define ENGINE_NAME "d60-leftover-thread"
#define serve_initialize initialize_flusher
#include "_memory_base.h"

static void *flusher(void *nothing)
{
	sleep(3600);
	return nothing;
}

static int32_t initialize_flusher(const char *json, uint32_t len, bse_engine **out)
{
	int32_t status = honest_serve_initialize(json, len, out);
	pthread_t thread;
	if (status == 0 && pthread_create(&thread, NULL, flusher, NULL) == 0)
		pthread_detach(thread);
	return status;
}
