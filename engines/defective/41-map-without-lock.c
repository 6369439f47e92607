/* defect: 41
 * title: the block table is used by many threads without a lock
 * caught-by: concurrency.linearizable concurrency.same-blocks
 * verdict: fail crashed hung
 * attempts: 5
 * why: lookups move the found block to the front of its chain: what looks like a read is a
 * write. */
#define ENGINE_NAME "d41-map-without-lock"
#define CHAINS 16
#define STORE_FIELDS struct slot *volatile chains[16];
#define store_read read_racing
#define store_write write_racing
#define store_delete delete_racing
#define store_close close_racing
#include "_memory_base.h"

/* Takes the block's slot out of its chain. */
static struct slot *unlink_slot(struct store *store, uint64_t id)
{
	struct slot *volatile *at = &store->chains[id % CHAINS];
	while (*at != NULL && (*at)->id != id)
		at = (struct slot *volatile *)&(*at)->next;
	struct slot *slot = *at;
	if (slot != NULL)
		*at = slot->next;
	return slot;
}

static void push_front(struct store *store, struct slot *slot)
{
	slot->next = store->chains[slot->id % CHAINS];
	store->chains[slot->id % CHAINS] = slot;
}

static int32_t read_racing(struct store *store, uint64_t id, void *buf)
{
	struct slot *slot = unlink_slot(store, id);
	if (slot == NULL)
		return read_absent(store, id, buf);
	push_front(store, slot);
	memcpy(buf, slot->data, store->block_size);
	return 0;
}

static int32_t write_racing(struct store *store, uint64_t id, const void *data)
{
	struct slot *slot = unlink_slot(store, id);
	if (slot == NULL) {
		slot = malloc(sizeof *slot + store->block_size);
		slot->id = id;
		store->used_blocks++;
	}
	memcpy(slot->data, data, store->block_size);
	push_front(store, slot);
	return 0;
}

static int32_t delete_racing(struct store *store, uint64_t id)
{
	struct slot *slot = unlink_slot(store, id);
	if (slot != NULL)
		store->used_blocks--;
	free(slot);
	return 0;
}

static int32_t close_racing(struct store *store)
{
	for (uint32_t chain = 0; chain < CHAINS; chain++) {
		while (store->chains[chain] != NULL) {
			struct slot *slot = store->chains[chain];
			store->chains[chain] = slot->next;
			free(slot);
		}
	}
	return honest_store_close(store);
}
