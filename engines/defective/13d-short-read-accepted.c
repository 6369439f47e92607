/* defect: 13
 * title: a read into a buffer shorter than a block is served as far as it goes
 * caught-by: data.wrong-length
 * why: convenience for peeking at headers, which the contract does not have. */
#define ENGINE_NAME "d13d-short-read-accepted"
#define serve_read read_some
#include "_memory_base.h"

static int32_t read_some(bse_engine *engine, uint64_t id, void *buf, uint32_t len)
{
	if (len == 0 || len >= engine->block_size)
		return honest_serve_read(engine, id, buf, len);
	void *block = malloc(engine->block_size);
	int32_t status = honest_serve_read(engine, id, block, engine->block_size);
	if (status == 0)
		memcpy(buf, block, len);
	free(block);
	return status;
}
