/* defect: 62
 * title: loading the library never ends
 * caught-by: data.read-after-write
 * verdict: hung
 * why: a constructor waits for a thread that can't start while the library is being loaded. */
#define ENGINE_NAME "d62c-constructor-hangs"
#include "_memory_base.h"

static void *worker(void *nothing)
{
	return nothing;
}

__attribute__((constructor)) static void wait_for_worker(void)
{
	pthread_t thread;
	if (pthread_create(&thread, NULL, worker, NULL) == 0)
		pthread_join(thread, NULL);
	for (;;)
		pause();
}
