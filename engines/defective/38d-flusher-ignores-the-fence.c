/* defect: 38
 * title: a thread writes the cache back every 20 ms, also once another engine took over by force
 * caught-by: swap.unflushed-writes
 * needs: swap
 * why: the fence is looked at in calls and at the end; the thread was written before there was one.
 */
#define ENGINE_NAME "d38d-flusher-ignores-the-fence"
#define STORE_FIELDS  \
	pthread_t flusher; \
	_Atomic bool ending;
#define store_open open_with_flusher
#define store_close close_with_flusher
#include "_write_back_base.h"

static void *flush_now_and_then(void *of)
{
	struct store *store = of;
	while (usleep(20000), !store->ending) {
		pthread_rwlock_wrlock(&store->lock);
		if (store->state != STATE_STANDBY)
			write_back(store);
		pthread_rwlock_unlock(&store->lock);
	}
	return NULL;
}

static int32_t open_with_flusher(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	if (status == 0 && pthread_create(&(*out)->flusher, NULL, flush_now_and_then, *out) != 0) {
		free_store(*out);
		status = fail(-EAGAIN, "no thread");
	}
	return status;
}

static int32_t close_with_flusher(struct store *store)
{
	store->ending = true;
	pthread_join(store->flusher, NULL);
	return honest_store_close(store);
}
