/* defect: 1
 * title: pool buffers are filled to 4,096 bytes, whatever the block size is
 * caught-by: data.every-way
 * needs: lease
 * why: the pool was written for one block size. */
#define ENGINE_NAME "d01d-lease-of-4096-only"
#define serve_lease lease_a_page
#include "_memory_base.h"

static int32_t lease_a_page(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	if (status == 0 && engine->block_size > 4096)
		memset((char *)(uintptr_t)*data + 4096, 0, engine->block_size - 4096);
	return status;
}
