/* What is called of the engines that never overwrite; see _cow_base.h. */
static UNUSED int32_t honest_write_elsewhere(struct store *store, uint64_t id, const void *data)
{
	uint64_t done;
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = claim(store);
	if (status == 0) {
		int32_t slot = take_slot(store);
		status = slot < 0 ? slot : slot_taken(store, (uint32_t)slot);
		if (status == 0)
			status = honest_device_write(store->data, data, store->block_size,
			                             block_offset(store, (uint64_t)slot), &done);
		if (status == 0) {
			if (store->map[id] != 0)
				leave_slot(store, id);
			else
				store->used_blocks++;
			store->map[id] = (uint32_t)slot + 1;
			store->held[slot] = IN_MAP;
			store->changed = true;
		}
		unclaim(store);
	}
	pthread_rwlock_unlock(&store->lock);
	return status;
}

#ifndef write_elsewhere
static int32_t write_elsewhere(struct store *store, uint64_t id, const void *data)
{
	return honest_write_elsewhere(store, id, data);
}
#endif

static int32_t read_by_map(struct store *store, uint64_t id, void *buf)
{
	pthread_rwlock_rdlock(&store->lock);
	int32_t status = store->state == STATE_STANDBY ? fail(-EAGAIN, "standby") : 0;
	if (status == 0 && store->map[id] == 0)
		status = read_absent(store, id, buf);
	else if (status == 0)
		status = honest_device_read(store->data, buf, store->block_size,
		                            block_offset(store, store->map[id] - 1));
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static int32_t delete_from_map(struct store *store, uint64_t id)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = claim(store);
	if (status == 0) {
		if (store->map[id] != 0) {
			slot_left(store, store->map[id] - 1);
			leave_slot(store, id);
			store->map[id] = 0;
			store->used_blocks--;
			store->changed = true;
		}
		unclaim(store);
	}
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static int32_t flush_or_quiesce(struct store *store, bool quiesce)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = 0;
	if (store->changed) {
		status = claim(store);
		if (status == 0) {
			status = commit(store);
			unclaim(store);
		}
	}
	if (status == 0 && quiesce && store->state == STATE_SERVING)
		store->state = STATE_FENCED;
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static int32_t flush_map(struct store *store)
{
	return flush_or_quiesce(store, false);
}

static int32_t quiesce_map(struct store *store)
{
	return flush_or_quiesce(store, true);
}

/* The maps first, since the fence may only fall when all was read; the lock is this store's own, so
 * that the take-over, which takes it as well, does not wait for it and gives it back. */
static int32_t activate_with_maps(struct store *store)
{
	if (store->map == NULL)
		return honest_store_activate(store);
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = lock_writer(store, F_WRLCK);
	if (status == 0)
		status = read_maps(store);
	uint64_t used = store->used_blocks;
	pthread_rwlock_unlock(&store->lock);
	if (status == 0)
		status = honest_store_activate(store);
	else
		lock_writer(store, F_UNLCK);
	store->used_blocks = used;
	return status;
}

static int32_t open_with_maps(const struct config *config, struct store **out)
{
	struct store *store;
	int32_t status = honest_store_open(config, &store);
	if (status != 0)
		return status;
	store->map = calloc(store->super.capacity_blocks, 4);
	store->held = calloc(slot_count(store), 1);
	store->map_page = calloc(map_bytes(store), 1);
	if ((uint64_t)lseek(store->data, 0, SEEK_END) < map_at(store, 2) + PAGE)
		status = fail(-ENOSPC, "\"capacity_blocks\": no room for the maps");
	else if (!config->standby)
		status = read_maps(store);
	if (status == 0) {
		*out = store;
		return 0;
	}
	free(store->map);
	free(store->held);
	free(store->map_page);
	free_store(store);
	return status;
}

static int32_t close_with_maps(struct store *store)
{
	int32_t status = flush_map(store);
	if (status == -ESTALE)
		status = 0; /* the device is another engine's, and so is what is on it */
	free(store->map);
	free(store->held);
	free(store->map_page);
	int32_t closed = honest_store_close(store);
	return status != 0 ? status : closed;
}
