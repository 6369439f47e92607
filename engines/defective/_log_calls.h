/* What is called of the engines that only append; see _log_base.h. */
static int32_t append(struct store *store, uint64_t id, const void *data, enum record_kind kind)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = claim(store);
	if (status == 0) {
		bool was_there = store->places[id] != 0;
		if (!takes_back(store, id, kind, was_there) && (kind == RECORD_BLOCK || was_there)) {
			status = has_room(store, kind) ? 0 : compact(store);
			if (data != NULL)
				memcpy(store->record + PAGE, data, store->block_size);
			if (status == 0)
				status = put_record(store, id, kind);
		}
		if (status == 0)
			store->used_blocks += (uint64_t)(store->places[id] != 0) - (uint64_t)was_there;
		unclaim(store);
	}
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static int32_t append_write(struct store *store, uint64_t id, const void *data)
{
	return append(store, id, data, RECORD_BLOCK);
}

static int32_t append_delete(struct store *store, uint64_t id)
{
	return append(store, id, NULL, RECORD_DELETE);
}

static int32_t read_record(struct store *store, uint64_t id, void *buf)
{
	pthread_rwlock_rdlock(&store->lock);
	uint32_t place = store->places[id];
	int32_t status = place == 0 ? read_absent(store, id, buf)
	                            : honest_device_read(store->data, buf, store->block_size,
	                                                 record_at(store, store->generation, place - 1) +
	                                                     PAGE);
	pthread_rwlock_unlock(&store->lock);
	return status;
}

/* Follows the records of the half that the mark names. */
static int32_t recover(struct store *store)
{
	struct record_header *header = (struct record_header *)store->record;
	struct log_mark mark;
	int32_t status = honest_device_read(store->meta, &mark, sizeof mark, mark_at(store));
	if (status == 0 && mark.generation != 0 && mark.check != ~mark.generation)
		status = fail(-EIO, "the log's mark is damaged");
	store->generation = mark.generation;
	while (status == 0 && store->tail < record_count(store)) {
		status = honest_device_read(store->data, store->record, record_bytes(store),
		                            record_at(store, store->generation, store->tail));
		if (status != 0 || header->sum != sum_record(store) || !follows(store, header))
			break;
		store->chain = header->sum;
		store->tail++;
		if (header->id >= store->capacity_blocks)
			continue;
		store->places[header->id] = header->kind == RECORD_BLOCK ? store->tail : 0;
	}
	for (uint64_t id = 0; id < store->capacity_blocks; id++)
		store->used_blocks += store->places[id] != 0;
	return status;
}

static int32_t open_log(const struct config *config, struct store **out)
{
	struct store *store;
	int32_t status = honest_store_open(config, &store);
	if (status != 0)
		return status;
	store->places = calloc(store->super.capacity_blocks, sizeof *store->places);
	store->record = calloc(record_bytes(store), 1);
	if ((uint64_t)lseek(store->data, 0, SEEK_END) < mark_at(store) + PAGE)
		status = fail(-ENOSPC, "\"capacity_blocks\": no room for the log");
	else
		status = recover(store);
	if (status == 0) {
		*out = store;
		return 0;
	}
	free(store->places);
	free(store->record);
	free_store(store);
	return status;
}

static int32_t close_log(struct store *store)
{
	free(store->places);
	free(store->record);
	return honest_store_close(store);
}
