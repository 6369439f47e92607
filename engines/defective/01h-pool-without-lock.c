/* defect: 1
 * title: two threads that lease at the same moment get the same buffer
 * caught-by: concurrency.leases
 * attempts: 5
 * why: a free buffer is looked for and then marked, and nothing holds others off in between. */
#define ENGINE_NAME "d01h-pool-without-lock"
#define serve_lease lease_unlocked
#include "_memory_base.h"

static int32_t lease_unlocked(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	struct lease_pool *pool = &engine->pool;
	int32_t status = check_block(engine, id, engine, engine->block_size);
	if (status != 0)
		return status;
	uint32_t at = 0;
	while (at < pool->count && pool->leased[at])
		at++;
	if (at == pool->count)
		return fail(-EAGAIN, "all %u pool buffers are leased out", pool->count);
	if (pool->buffers[at] == NULL)
		pool->buffers[at] = calloc(1, engine->block_size);
	/* Nothing of a former reader's block may be left in it. */
	for (uint32_t i = 0; i < engine->block_size; i++)
		((volatile char *)pool->buffers[at])[i] = 0;
	pool->leased[at] = true;
	uint64_t started = now_ns();
	void *buffer = pool->buffers[at];
	status = account(engine, KIND_READ, started, store_read(engine->store, id, buffer));
	if (status != 0) {
		pool_give(pool, buffer);
		return status;
	}
	*data = buffer;
	*len = engine->block_size;
	return 0;
}
