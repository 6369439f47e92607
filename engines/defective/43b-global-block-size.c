/* defect: 43
 * title: the block size is a global: the engine that was opened last sets it for all
 * caught-by: lifecycle.two-instances
 * why: a configuration singleton; two engines of the same settings never notice. */
#define ENGINE_NAME "d43b-global-block-size"
#define serve_initialize initialize_global
#define check_block check_global
#include "_memory_base.h"

static uint32_t block_size;
static uint64_t capacity_blocks;

static int32_t initialize_global(const char *json, uint32_t len, bse_engine **out)
{
	int32_t status = honest_serve_initialize(json, len, out);
	if (status == 0) {
		block_size = (*out)->block_size;
		capacity_blocks = (*out)->store->capacity_blocks;
	}
	return status;
}

static int32_t check_global(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	if (len != block_size)
		return fail(-EINVAL, "length %u is not the block size %u", len, block_size);
	if (id >= capacity_blocks)
		return fail(-ERANGE, "block %llu is beyond the capacity", (unsigned long long)id);
	return honest_check_block(engine, id, data, engine->block_size);
}
