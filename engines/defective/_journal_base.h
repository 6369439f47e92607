/* An honest engine with a redo journal behind its blocks: a write is durable there when it
 * returns, and goes to its place when the journal comes round, with a delete, or at an open.
 * Not covered: a configuration without a capacity, which leaves the journal no room. */
#define ENGINE_DURABILITY BSE_GUARANTEE_DURABLE_AT_WRITE
#define ENGINE_GUARANTEES                                    \
	(BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE | \
	 BSE_GUARANTEE_DURABLE_AT_WRITE | BSE_GUARANTEE_ATOMIC_BLOCKS)
#define ENGINE_CAPABILITIES BSE_CAPABILITY_HEALTH
#define ENTRIES 8u
#define STORE_FIELDS                                             \
	uint64_t round, ids[ENTRIES];                                \
	uint32_t entries;                                            \
	unsigned char *entry; /* header and block, as on the device */
#define store_open open_journal
#define store_close close_journal
#define store_read read_newest
#define store_write write_journal
#define store_delete delete_from_home
#include "_file_base.h"

/* A page before each block; entry 0 is the round's mark, without a block. */
struct entry_header {
	uint64_t round, id, sum;
};

static uint64_t entry_at(struct store *store, uint32_t n)
{
	return block_offset(store, store->super.capacity_blocks) + n * (PAGE + store->block_size);
}

static uint64_t sum_of(struct store *store)
{
	struct entry_header *header = (struct entry_header *)store->entry;
	uint64_t sum = header->round * 31 + header->id;
	for (uint32_t i = 0; i < store->block_size; i++)
		sum = (sum ^ store->entry[PAGE + i]) * 1099511628211ull;
	return sum;
}

/* One block to its place. */
static UNUSED int32_t honest_take_home(struct store *store, uint32_t n)
{
	int32_t status = honest_device_read(store->data, store->entry, PAGE + store->block_size,
	                                    entry_at(store, n + 1));
	return status != 0 ? status : block_write(store, store->ids[n], store->entry + PAGE);
}

#ifndef take_home
#define take_home honest_take_home
#endif
static int32_t take_home(struct store *store, uint32_t n);
#ifndef sync_homes
#define sync_homes device_sync
#endif
static int32_t sync_homes(struct store *store);

/* Blocks to their places, and the next round once they are durable there. */
static int32_t come_round(struct store *store)
{
	int32_t status = 0;
	uint64_t done, next = store->round + 1;
	for (uint32_t n = 0; n < store->entries && status == 0; n++)
		status = take_home(store, n);
	if (status == 0)
		status = sync_homes(store);
	if (status == 0)
		status = honest_device_write(store->meta, &next, sizeof next, entry_at(store, 0), &done);
	if (status == 0)
		status = device_sync(store);
	if (status == 0) {
		store->round = next;
		store->entries = 0;
	}
	return status;
}

static int32_t open_journal(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	if (status != 0)
		return status;
	struct store *store = *out;
	store->entry = malloc(PAGE + store->block_size);
	if ((uint64_t)lseek(store->data, 0, SEEK_END) < entry_at(store, ENTRIES + 1))
		status = fail(-ENOSPC, "\"capacity_blocks\": no room for the journal");
	else
		status = honest_device_read(store->meta, &store->round, 8, entry_at(store, 0));
	struct entry_header *header = (struct entry_header *)store->entry;
	while (status == 0 && store->entries < ENTRIES) {
		status = honest_device_read(store->data, store->entry, PAGE + store->block_size,
		                            entry_at(store, store->entries + 1));
		if (status != 0 || header->round != store->round + 1 || header->sum != sum_of(store))
			break;
		store->ids[store->entries++] = header->id;
	}
	if (status == 0)
		status = come_round(store);
	if (status == 0)
		status = count_used(store);
	if (status != 0) {
		free(store->entry);
		free_store(store);
	}
	return status;
}

static int32_t close_journal(struct store *store)
{
	int32_t status = come_round(store);
	free(store->entry);
	int32_t closed = honest_store_close(store);
	return status != 0 ? status : closed;
}

static int32_t read_newest(struct store *store, uint64_t id, void *buf)
{
	uint32_t n;
	pthread_rwlock_rdlock(&store->lock);
	for (n = store->entries; n > 0 && store->ids[n - 1] != id; n--)
		;
	int32_t status = n == 0 ? 0
	                        : honest_device_read(store->data, buf, store->block_size,
	                                             entry_at(store, n) + PAGE);
	pthread_rwlock_unlock(&store->lock);
	return n == 0 ? honest_store_read(store, id, buf) : status;
}

static int32_t write_journal(struct store *store, uint64_t id, const void *data)
{
	uint64_t done;
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = store->entries == ENTRIES ? come_round(store) : 0;
	bool known = block_present(store, id) == 1;
	for (uint32_t n = 0; n < store->entries; n++)
		known |= store->ids[n] == id;
	struct entry_header *header = (struct entry_header *)store->entry;
	memset(store->entry, 0, PAGE);
	memcpy(store->entry + PAGE, data, store->block_size);
	*header = (struct entry_header){.round = store->round + 1, .id = id};
	header->sum = sum_of(store);
	if (status == 0)
		status = honest_device_write(store->data, store->entry, PAGE + store->block_size,
		                             entry_at(store, store->entries + 1), &done);
	if (status == 0)
		status = device_sync(store);
	if (status == 0) {
		store->ids[store->entries++] = id;
		store->used_blocks += !known;
	}
	pthread_rwlock_unlock(&store->lock);
	return status;
}

static int32_t delete_from_home(struct store *store, uint64_t id)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = come_round(store);
	pthread_rwlock_unlock(&store->lock);
	return status != 0 ? status : honest_store_delete(store, id);
}
