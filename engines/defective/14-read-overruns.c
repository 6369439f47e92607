/* defect: 14
 * title: a read writes a checksum trailer behind the caller's buffer
 * caught-by: data.guarded-buffers
 * verdict: crashed
 * why: blocks are stored with an 8-byte trailer, and the copy has the stored size. */
#define ENGINE_NAME "d14-read-overruns"
#define store_read read_with_trailer
#include "_memory_base.h"

static int32_t read_with_trailer(struct store *store, uint64_t id, void *buf)
{
	unsigned char trailer[8] = {0};
	int32_t status = honest_store_read(store, id, buf);
	if (status == 0)
		memcpy((unsigned char *)buf + store->block_size, trailer, sizeof trailer);
	return status;
}
