/* defect: 60
 * title: a thread that used the engine ends after the library was unmapped, and calls into it
 * caught-by: process.threads-and-children
 * verdict: crashed
 * needs-guarantee: unload-safe
 * why: a buffer for each thread is freed by a destructor that no shutdown takes back. */
#define ENGINE_NAME "d60d-destructor-after-unload"
#define store_read read_by_thread
#include "_memory_base.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

static void free_scratch(void *scratch)
{
	free(scratch);
}

static void make_key(void)
{
	pthread_key_create(&key, free_scratch);
}

static int32_t read_by_thread(struct store *store, uint64_t id, void *buf)
{
	pthread_once(&once, make_key);
	if (pthread_getspecific(key) == NULL)
		pthread_setspecific(key, malloc(64));
	return honest_store_read(store, id, buf);
}
