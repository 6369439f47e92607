/* Fencing and whole-block transfers of the file engines; see _file_format.h. */

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

#ifndef is_same_epoch
#define is_same_epoch(a, b) ((a) == (b))
#endif

/* Before a change: -ESTALE unless this store is still the device's writer. */
static UNUSED int32_t honest_claim(struct store *store)
{
	struct superblock super;
	if (store->state != STATE_SERVING)
		return fail(-ESTALE, "this engine does not serve the device");
	int32_t status = lock_writer(store, F_RDLCK);
	if (status == 0)
		status = honest_device_read(store->meta, &super, sizeof super, 0);
	if (status == 0 && !is_same_epoch(super.epoch, store->super.epoch)) {
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
