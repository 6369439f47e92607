/* defect: 43
 * title: a batch is laid out in one list of the library, under each engine's own lock
 * caught-by: concurrency.open-at-once
 * attempts: 5
 * why: the list is large, so there is one; that it is guarded shows in every test of one engine. */
#define ENGINE_NAME "d43k-batch-list"
#define ENGINE_FIELDS pthread_mutex_t list_lock;
#define serve_batch batch_listed
#include "_memory_base.h"

static bse_io list[1024];

static int32_t batch_listed(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	if (n > 1024)
		return honest_serve_batch(engine, kind, items, n);
	pthread_mutex_lock(&engine->list_lock);
	memcpy(list, items, n * sizeof *items);
	int32_t status = honest_serve_batch(engine, kind, list, n);
	for (uint32_t i = 0; i < n; i++)
		items[i].status = list[i].status;
	pthread_mutex_unlock(&engine->list_lock);
	return status;
}
