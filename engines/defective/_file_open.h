/* Open, take-over and close of the file engines; see _file_format.h. */
#ifndef FILE_DATA_FLAGS
#define FILE_DATA_FLAGS 0
#endif

static int32_t format(struct store *store, const struct config *config, uint64_t size)
{
	uint64_t capacity = config->capacity_blocks;
	if (capacity == 0 && size > 2 * PAGE)
		capacity = (size - 2 * PAGE) * 8 / (config->block_size * 8 + 1);
	if (capacity == 0 || capacity > size / config->block_size ||
	    data_start(capacity) + capacity * config->block_size > size)
		return fail(-ENOSPC, "\"capacity_blocks\" %llu is more than the device holds",
		            (unsigned long long)capacity);
	memcpy(store->super.magic, FORMAT_MAGIC, 8);
	store->super.version = 1;
	store->super.block_size = (uint32_t)config->block_size;
	store->super.capacity_blocks = capacity;
	return 0;
}

/* Finds the device's format or decides on one; writes nothing. */
static int32_t adopt(struct store *store, const struct config *config, uint64_t size)
{
	int32_t status = size < PAGE ? -ENODATA : super_read(store);
	if (status == -ENODATA) {
		int32_t zeros = device_is_zeros(store->meta, size);
		if (zeros == 0)
			return fail(-EINVAL, "\"device\" holds something that this engine did not write");
		status = zeros < 0 ? zeros : format(store, config, size);
	}
	if (status != 0)
		return status;
	if (store->super.block_size != config->block_size)
		return fail(-EINVAL, "\"block_size\" differs from the device's %u",
		            store->super.block_size);
	if (config->capacity_blocks > store->super.capacity_blocks)
		return fail(-EINVAL, "\"capacity_blocks\" is larger than the device's");
	store->block_size = store->super.block_size;
	store->capacity_blocks =
	    config->capacity_blocks != 0 ? config->capacity_blocks : store->super.capacity_blocks;
	return 0;
}

/* The epoch to take over with: what this engine knew of the device, and what it found just now. */
static UNUSED uint64_t honest_next_epoch(const struct superblock *known,
                                         const struct superblock *found)
{
	(void)known;
	return found->epoch + 1;
}

#ifndef next_epoch
#define next_epoch honest_next_epoch
#endif
static uint64_t next_epoch(const struct superblock *known, const struct superblock *found);

/* Takes the device over: the new epoch fences the former writer. The caller holds no lock. */
static UNUSED int32_t honest_store_activate(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = lock_writer(store, F_WRLCK);
	if (status == 0) {
		struct superblock before = store->super;
		status = super_read(store);
		if (status == -ENODATA && before.epoch == 0)
			status = 0; /* a standby engine on zeros: formatted now */
		if (status == 0)
			status = count_used(store);
		if (status == 0)
			status = super_write(store, next_epoch(&before, &store->super));
		if (status == 0)
			store->state = STATE_SERVING;
		else
			store->super = before;
		lock_writer(store, F_UNLCK);
	}
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static UNUSED int32_t honest_store_open(const struct config *config, struct store **out)
{
	struct store *store = calloc(1, sizeof *store);
	uint64_t size, same;
	pthread_rwlock_init(&store->lock, NULL);
	int32_t status = device_open(config->device, O_RDWR, &store->meta, &size);
	if (status == 0) {
		status = device_open(config->device, O_RDWR | FILE_DATA_FLAGS, &store->data, &same);
		if (status != 0)
			close(store->meta);
	}
	if (status != 0) {
		free(store);
		return status;
	}
	status = adopt(store, config, size);
	if (status == 0 && config->standby && store->super.epoch != 0)
		status = count_used(store);
	if (status == 0 && !config->standby)
		status = store_activate(store);
	if (status == 0) {
		*out = store;
		return 0;
	}
	close(store->meta);
	close(store->data);
	free(store);
	return status;
}

static UNUSED void free_store(struct store *store)
{
	close(store->meta);
	close(store->data);
	pthread_rwlock_destroy(&store->lock);
	free(store);
}
