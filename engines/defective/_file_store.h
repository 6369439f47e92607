/* Open, close, fencing and whole-block transfers of the file engines; see _file_format.h. */
#ifndef FILE_DATA_FLAGS
#define FILE_DATA_FLAGS 0
#endif

/* Only one writer at a time is between its look at the epoch and the end of its write; an
 * activation waits for it, and it for an activation. Locks of open file descriptions, so that two
 * engines of one process exclude each other as well. */
static int32_t lock_writer(struct store *store, short type)
{
	struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
	while (fcntl(store->meta, F_OFD_SETLKW, &lock) != 0)
		if (errno != EINTR)
			return fail(-EIO, "lock: %s", strerror(errno));
	return 0;
}

/* Before a change: -ESTALE unless this store is still the device's writer. */
static UNUSED int32_t honest_claim(struct store *store)
{
	struct superblock super;
	if (store->state != STATE_SERVING)
		return fail(-ESTALE, "this engine does not serve the device");
	int32_t status = lock_writer(store, F_RDLCK);
	if (status == 0)
		status = honest_device_read(store->meta, &super, sizeof super, 0);
	if (status == 0 && super.epoch != store->super.epoch) {
		store->state = STATE_FENCED;
		status = fail(-ESTALE, "another engine took the device over");
	}
	if (status != 0)
		lock_writer(store, F_UNLCK);
	return status;
}

#ifndef claim
#define claim honest_claim
#endif
static int32_t claim(struct store *store);

static UNUSED void unclaim(struct store *store)
{
	lock_writer(store, F_UNLCK);
}

/* Aligned for O_DIRECT, whatever the caller's buffer is. */
static UNUSED void *bounce_buffer(struct store *store)
{
	void *buffer = NULL;
	if (posix_memalign(&buffer, PAGE, store->block_size) != 0)
		return NULL;
	return buffer;
}

static UNUSED int32_t honest_block_read(struct store *store, uint64_t id, void *buf)
{
	void *bounce = bounce_buffer(store);
	int32_t status = device_read(store->data, bounce, store->block_size, block_offset(store, id));
	if (status == 0)
		memcpy(buf, bounce, store->block_size);
	free(bounce);
	return status;
}

/* A write that fails half-way puts the former contents back: a block is never a mixture. */
static UNUSED int32_t honest_block_write(struct store *store, uint64_t id, const void *data)
{
	int32_t present = block_present(store, id);
	if (present < 0)
		return present;
	uint64_t offset = block_offset(store, id), done, undone;
	void *former = bounce_buffer(store), *bounce = bounce_buffer(store);
	bool undoable =
	    present && honest_device_read(store->data, former, store->block_size, offset) == 0;
	memcpy(bounce, data, store->block_size);
	int32_t status = device_write(store->data, bounce, store->block_size, offset, &done);
	if (status != 0 && undoable && done > 0)
		honest_device_write(store->data, former, done, offset, &undone);
	free(former);
	free(bounce);
	if (status == 0 && !present)
		status = set_present(store, id, true);
	return status;
}

#ifndef block_read
#define block_read honest_block_read
#endif
#ifndef block_write
#define block_write honest_block_write
#endif
static int32_t block_read(struct store *store, uint64_t id, void *buf);
static int32_t block_write(struct store *store, uint64_t id, const void *data);

static UNUSED int32_t read_absent(struct store *store, uint64_t id, void *buf)
{
#ifdef ABSENT_READS_ZEROS
	(void)id;
	memset(buf, 0, store->block_size);
	return 0;
#else
	(void)store;
	(void)buf;
	return fail(-ENOENT, "block %llu is absent", (unsigned long long)id);
#endif
}

/* A failed sync stays failed: the kernel may have dropped what it could not write. */
static UNUSED int32_t honest_device_sync(struct store *store)
{
	if (store->sync_failed || fdatasync(store->meta) != 0) {
		store->sync_failed = true;
		return fail(-EIO, "sync failed; reopen the engine");
	}
	return 0;
}

#ifndef device_sync
#define device_sync honest_device_sync
#endif
static int32_t device_sync(struct store *store);

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
			status = super_write(store, store->super.epoch + 1);
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
