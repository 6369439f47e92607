/* defect: 7
 * title: blocks of more than 256 KiB are copied in pieces, each under the lock of its own
 * caught-by: concurrency.same-blocks
 * attempts: 5
 * why: the lock was held too long for the largest blocks, somebody measured, and split the copy. */
#define ENGINE_NAME "d07c-torn-above-256-kib"
#define store_read read_in_pieces
#define store_write write_in_pieces
#include "_memory_base.h"

#define PIECE (256u << 10)

static int32_t read_in_pieces(struct store *store, uint64_t id, void *buf)
{
	for (uint32_t at = 0; at < store->block_size; at += PIECE) {
		int32_t status = 0;
		uint32_t length = store->block_size < PIECE ? store->block_size : PIECE;
		pthread_rwlock_rdlock(&store->lock);
		struct slot *slot = *find_slot(store, id);
		if (slot != NULL)
			memcpy((char *)buf + at, slot->data + at, length);
		else
			status = read_absent(store, id, buf);
		pthread_rwlock_unlock(&store->lock);
		if (status != 0)
			return status;
	}
	return 0;
}

static int32_t write_in_pieces(struct store *store, uint64_t id, const void *data)
{
	for (uint32_t at = 0; at < store->block_size; at += PIECE) {
		uint32_t length = store->block_size < PIECE ? store->block_size : PIECE;
		pthread_rwlock_wrlock(&store->lock);
		struct slot *slot = need_slot(store, id);
		if (slot != NULL)
			memcpy(slot->data + at, (const char *)data + at, length);
		pthread_rwlock_unlock(&store->lock);
		if (slot == NULL)
			return fail(-ENOSPC, "no memory for a block");
	}
	return 0;
}
