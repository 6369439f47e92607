/* defect: 12
 * title: a block of 0xFF bytes is taken for an erased one, and so absent
 * caught-by: data.zero-block
 * why: flash memory reads so where nothing was written. */
#define ENGINE_NAME "d12d-erased-block-is-absent"
#define store_read read_unless_erased
#include "_memory_base.h"

static int32_t read_unless_erased(struct store *store, uint64_t id, void *buf)
{
	int32_t status = honest_store_read(store, id, buf);
	const unsigned char *bytes = buf;
	for (uint32_t i = 0; i < store->block_size && status == 0; i++)
		if (bytes[i] != 0xff)
			return 0;
	return status != 0 ? status : read_absent(store, id, buf);
}
