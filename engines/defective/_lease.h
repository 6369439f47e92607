/* Leases: a bounded pool of buffers, each a snapshot of one block until it is given back. */

/* A free buffer's index, or -1 when all are out. */
static UNUSED int32_t pool_take(bse_engine *engine)
{
	struct lease_pool *pool = &engine->pool;
	int32_t found = -1;
	pthread_mutex_lock(&pool->lock);
	for (uint32_t i = 0; i < pool->count && found < 0; i++) {
		if (pool->leased[i])
			continue;
		if (pool->buffers[i] == NULL)
			pool->buffers[i] = calloc(1, engine->block_size);
		pool->leased[i] = true;
		found = (int32_t)i;
	}
	pthread_mutex_unlock(&pool->lock);
	return found;
}

static UNUSED bool pool_give(struct lease_pool *pool, const void *data)
{
	bool found = false;
	pthread_mutex_lock(&pool->lock);
	for (uint32_t i = 0; i < pool->count && !found; i++) {
		if (!pool->leased[i] || pool->buffers[i] != data)
			continue;
		pool->leased[i] = false;
		found = true;
	}
	pthread_mutex_unlock(&pool->lock);
	return found;
}

static UNUSED int32_t honest_serve_lease(bse_engine *engine, uint64_t id, const void **data,
                                         uint32_t *len)
{
	int32_t status = check_block(engine, id, engine, engine->block_size);
	if (status != 0)
		return status;
	int32_t index = pool_take(engine);
	if (index < 0)
		return fail(-EAGAIN, "all %u pool buffers are leased out", engine->pool.count);
	uint64_t started = now_ns();
	void *buffer = engine->pool.buffers[index];
	status = account(engine, KIND_READ, started, store_read(engine->store, id, buffer));
	if (status != 0) {
		pool_give(&engine->pool, buffer);
		return status;
	}
	*data = buffer;
	*len = engine->block_size;
	return 0;
}

static UNUSED int32_t honest_serve_release(bse_engine *engine, const void *data)
{
	if (data == NULL || !pool_give(&engine->pool, data))
		return fail(-EINVAL, "released a pointer that is not leased out");
	return 0;
}

#if (ENGINE_EXPORTS) & BSE_CAPABILITY_LEASE
BSE_EXPORT int32_t bse_lease_block(bse_engine *engine, uint64_t id, const void **data,
                                   uint32_t *len)
{
	return serve_lease(engine, id, data, len);
}

BSE_EXPORT int32_t bse_release_block(bse_engine *engine, const void *data)
{
	return serve_release(engine, data);
}
#endif
