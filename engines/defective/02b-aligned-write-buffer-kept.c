/* defect: 2
 * title: page-aligned write buffers are cached without a copy
 * caught-by: data.buffers-belong-to-caller
 * why: zero-copy for aligned buffers; unaligned ones are copied, so a quick test never sees it. */
#define ENGINE_NAME "d02b-aligned-write-buffer-kept"
#define STORE_FIELDS const void *kept[64]; uint64_t kept_id[64]; uint32_t next;
#define store_write write_zero_copy
#define store_flush flush_kept
#define store_close close_kept
#define store_read read_kept
#define store_delete delete_kept
#include "_memory_base.h"

static int32_t flush_kept(struct store *store)
{
	for (int i = 0; i < 64; i++) {
		if (store->kept[i] != NULL)
			honest_store_write(store, store->kept_id[i], store->kept[i]);
		store->kept[i] = NULL;
	}
	return 0;
}

static int find_kept(struct store *store, uint64_t id)
{
	for (int i = 0; i < 64; i++)
		if (store->kept[i] != NULL && store->kept_id[i] == id)
			return i;
	return -1;
}

static int32_t write_zero_copy(struct store *store, uint64_t id, const void *data)
{
	int at = find_kept(store, id);
	if (at >= 0)
		store->kept[at] = NULL;
	if ((uintptr_t)data % 4096 != 0)
		return honest_store_write(store, id, data);
	pthread_rwlock_wrlock(&store->lock);
	need_slot(store, id);
	pthread_rwlock_unlock(&store->lock);
	if (store->kept[store->next % 64] != NULL)
		honest_store_write(store, store->kept_id[store->next % 64],
		                   store->kept[store->next % 64]);
	store->kept_id[store->next % 64] = id;
	store->kept[store->next++ % 64] = data;
	return 0;
}

static int32_t read_kept(struct store *store, uint64_t id, void *buf)
{
	int at = find_kept(store, id);
	if (at < 0)
		return honest_store_read(store, id, buf);
	memcpy(buf, store->kept[at], store->block_size);
	return 0;
}

static int32_t delete_kept(struct store *store, uint64_t id)
{
	int at = find_kept(store, id);
	if (at >= 0)
		store->kept[at] = NULL;
	return honest_store_delete(store, id);
}

static int32_t close_kept(struct store *store)
{
	return honest_store_close(store);
}
