/* defect: 13
 * title: a write shorter than a block is accepted and padded
 * caught-by: data.wrong-length
 * why: only lengths that are too large are refused. */
#define ENGINE_NAME "d13-short-write-accepted"
#define serve_write write_padded
#include "_memory_base.h"

static int32_t write_padded(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	if (len == 0 || len >= engine->block_size)
		return honest_serve_write(engine, id, data, len);
	unsigned char *block = calloc(1, engine->block_size);
	memcpy(block, data, len);
	int32_t status = honest_serve_write(engine, id, block, engine->block_size);
	free(block);
	return status;
}
