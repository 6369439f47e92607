/* The write-back base with a dirty list of its own for what is written while on_second_path is set.
 * flush knows it and quiesce does not. */
#define store_write write_noting_path
#define store_quiesce quiesce_one_list
#include "_write_back_base.h"

#define PLACES 4096

static _Thread_local bool on_second_path;
static _Atomic(bool) second_list[PLACES];

static int32_t write_noting_path(struct store *store, uint64_t id, const void *data)
{
	second_list[id % PLACES] = on_second_path;
	return honest_store_write(store, id, data);
}

static int32_t quiesce_one_list(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	for (uint32_t at = store->cached; at-- > 0;)
		if (second_list[store->cache[at].id % PLACES])
			cache_drop(store, at);
	pthread_rwlock_unlock(&store->lock);
	return honest_store_quiesce(store);
}
