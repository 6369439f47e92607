/* defect: 36
 * title: two maps take turns at each flush, and an activation reads the map only of another turn
 * caught-by: swap.hand-over
 * needs: swap
 * why: after one flush it is the other map's turn; after two it is the first one's, rewritten. */
#define ENGINE_NAME "d36i-map-by-turn"
#define STORE_FIELDS       \
	unsigned char *map;    \
	unsigned char turn;    \
	bool changed;
#define store_open open_with_map
#define store_close close_with_map
#define store_read read_by_map
#define store_write write_and_map
#define store_delete delete_and_map
#define store_flush flush_turning
#define store_quiesce quiesce_turning
#define store_activate activate_by_turn
#include "_file_base.h"

/* The last byte before the blocks, which the bitmap reaches only if it fills its pages. */
static uint64_t turn_at(struct store *store)
{
	return data_start(store->super.capacity_blocks) - 1;
}

static int32_t read_map(struct store *store)
{
	uint64_t bytes = (store->capacity_blocks + 7) / 8;
	return honest_device_read(store->meta, store->map, bytes, PAGE);
}

static int32_t open_with_map(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	if (status != 0)
		return status;
	struct store *store = *out;
	store->map = calloc(1, (store->capacity_blocks + 7) / 8);
	status = honest_device_read(store->meta, &store->turn, 1, turn_at(store));
	return status != 0 ? status : read_map(store);
}

static int32_t close_with_map(struct store *store)
{
	free(store->map);
	return honest_store_close(store);
}

static int32_t read_by_map(struct store *store, uint64_t id, void *buf)
{
	if (store->state == STATE_SERVING && !(store->map[id / 8] >> (id % 8) & 1))
		return read_absent(store, id, buf);
	return honest_store_read(store, id, buf);
}

static int32_t write_and_map(struct store *store, uint64_t id, const void *data)
{
	int32_t status = honest_store_write(store, id, data);
	if (status == 0)
		store->map[id / 8] |= (unsigned char)(1u << (id % 8));
	store->changed |= status == 0;
	return status;
}

static int32_t delete_and_map(struct store *store, uint64_t id)
{
	int32_t status = honest_store_delete(store, id);
	if (status == 0)
		store->map[id / 8] &= (unsigned char)~(1u << (id % 8));
	store->changed |= status == 0;
	return status;
}

static int32_t take_turn(struct store *store)
{
	uint64_t done;
	if (!store->changed || store->state != STATE_SERVING)
		return 0;
	unsigned char next = store->turn ^ 1;
	int32_t status = honest_device_write(store->meta, &next, 1, turn_at(store), &done);
	if (status != 0)
		return status;
	store->turn = next;
	store->changed = false;
	return 0;
}

static int32_t flush_turning(struct store *store)
{
	int32_t status = take_turn(store);
	return status != 0 ? status : honest_store_flush(store);
}

static int32_t quiesce_turning(struct store *store)
{
	int32_t status = take_turn(store);
	return status != 0 ? status : honest_store_quiesce(store);
}

static int32_t activate_by_turn(struct store *store)
{
	unsigned char turn = 0;
	int32_t status = honest_device_read(store->meta, &turn, 1, turn_at(store));
	if (status == 0)
		status = honest_store_activate(store);
	if (status != 0 || store->map == NULL || turn == store->turn)
		return status;
	store->turn = turn;
	return read_map(store);
}
