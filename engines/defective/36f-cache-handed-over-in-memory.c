/* defect: 36
 * title: the dirty cache goes from the old engine to the next one in memory, past the device
 * caught-by: swap.process-kill
 * attempts: 3
 * needs: swap
 * why: within one process nothing is missing, and the next flush writes it all; but what a
 * hand-over covered is promised, and a process that dies before that flush takes it along. */
#define ENGINE_NAME "d36f-cache-handed-in-memory"
/* Not unload-safe: both engines of a swap are of one library, and share what it has in memory. */
#define ENGINE_GUARANTEES (BSE_GUARANTEE_THREAD_SAFE | ENGINE_DURABILITY)
#define store_quiesce quiesce_in_memory
#define store_activate activate_from_memory
#define store_close close_and_take_back
#include "_write_back_base.h"

#include <sys/stat.h>

static struct handed {
	pthread_mutex_t lock;
	struct store *from;
	ino_t device;
	struct cached cache[CACHE_SLOTS];
	uint32_t cached;
} handed = {.lock = PTHREAD_MUTEX_INITIALIZER};

static ino_t device_of(struct store *store)
{
	struct stat about;
	return fstat(store->meta, &about) == 0 ? about.st_ino : 0;
}

static int32_t quiesce_in_memory(struct store *store)
{
	pthread_mutex_lock(&handed.lock);
	bool is_free = handed.from == NULL && store->state == STATE_SERVING;
	if (is_free) {
		pthread_rwlock_wrlock(&store->lock);
		handed.from = store;
		handed.device = device_of(store);
		memcpy(handed.cache, store->cache, sizeof handed.cache);
		handed.cached = store->cached;
		store->cached = 0;
		store->state = STATE_FENCED;
		pthread_rwlock_unlock(&store->lock);
	}
	pthread_mutex_unlock(&handed.lock);
	return is_free ? 0 : honest_store_quiesce(store);
}

/* What was handed over becomes this engine's own. */
static void adopt_handed(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	memcpy(store->cache, handed.cache, sizeof handed.cache);
	store->cached = handed.cached;
	for (uint32_t i = 0; i < store->cached; i++)
		if (block_present(store, store->cache[i].id) == 0)
			store->used_blocks++;
	handed.from = NULL;
	pthread_rwlock_unlock(&store->lock);
}

static int32_t activate_from_memory(struct store *store)
{
	int32_t status = honest_store_activate(store);
	pthread_mutex_lock(&handed.lock);
	if (status == 0 && handed.from != NULL && handed.device == device_of(store))
		adopt_handed(store);
	pthread_mutex_unlock(&handed.lock);
	return status;
}

/* Nobody came for it: its own again, to be written now. */
static int32_t close_and_take_back(struct store *store)
{
	pthread_mutex_lock(&handed.lock);
	if (handed.from == store) {
		adopt_handed(store);
		store->state = STATE_SERVING;
	}
	pthread_mutex_unlock(&handed.lock);
	return honest_store_close(store);
}
