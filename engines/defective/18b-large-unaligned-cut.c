/* defect: 18
 * title: an unaligned buffer goes through a bounce buffer of 64 KiB, and the rest of it nowhere
 * caught-by: data.unaligned-buffers
 * why: no larger block was ever tried from a buffer that needs it. */
#define ENGINE_NAME "d18b-large-unaligned-cut"
#define serve_write write_bounced
#include "_memory_base.h"

static int32_t write_bounced(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	if ((uintptr_t)data % 512 == 0 || len <= 65536 || len != engine->block_size)
		return honest_serve_write(engine, id, data, len);
	char *bounce = calloc(1, len);
	memcpy(bounce, data, 65536);
	int32_t status = honest_serve_write(engine, id, bounce, len);
	free(bounce);
	return status;
}
