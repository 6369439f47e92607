/* defect: 6
 * title: the index keeps 20 bits of an id
 * caught-by: data.large-offsets
 * why: 4 GiB of 4 KiB blocks was the largest device of the first version. */
#define ENGINE_NAME "d06g-id-in-20-bits"
#define store_read read_20_bits
#define store_write write_20_bits
#define store_delete delete_20_bits
#include "_memory_base.h"

#define SHORT(id) ((id) & 0xFFFFF)

static int32_t read_20_bits(struct store *store, uint64_t id, void *buf)
{
	return honest_store_read(store, SHORT(id), buf);
}

static int32_t write_20_bits(struct store *store, uint64_t id, const void *data)
{
	return honest_store_write(store, SHORT(id), data);
}

static int32_t delete_20_bits(struct store *store, uint64_t id)
{
	return honest_store_delete(store, SHORT(id));
}
