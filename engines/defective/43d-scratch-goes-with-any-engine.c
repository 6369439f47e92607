/* defect: 43
 * title: reads go through a scratch buffer of the process, which each initialize makes anew
 * caught-by: concurrency.beside-others
 * attempts: 5
 * why: one engine a process was the rule, and a read under way when another opens was none. */
#define ENGINE_NAME "d43d-scratch-goes"
#define serve_initialize initialize_clearing
#define store_read read_through_scratch
#include "_memory_base.h"

/* Guards itself well against the readers of all engines; but not against initialize. */
static pthread_mutex_t scratch_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned char scratch[ENGINE_BLOCK_MAX];

static int32_t initialize_clearing(const char *json, uint32_t len, bse_engine **out)
{
	memset(scratch, 0, sizeof scratch);
	return honest_serve_initialize(json, len, out);
}

static int32_t read_through_scratch(struct store *store, uint64_t id, void *buf)
{
	pthread_mutex_lock(&scratch_lock);
	int32_t status = honest_store_read(store, id, scratch);
	if (status == 0)
		memcpy(buf, scratch, store->block_size);
	pthread_mutex_unlock(&scratch_lock);
	return status;
}
