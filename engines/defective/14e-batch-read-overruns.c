/* defect: 14
 * title: a batch of reads stores 8 bytes behind its last item's buffer
 * caught-by: data.guarded-buffers
 * verdict: crashed
 * why: blocks are kept with their checksum, and one path copies it along. */
#define ENGINE_NAME "d14e-batch-read-overruns"
#define serve_batch batch_overrunning
#include "_memory_base.h"

static int32_t batch_overrunning(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t status = honest_serve_batch(engine, kind, items, n);
	if (kind == KIND_READ && n > 0 && items[n - 1].status == 0)
		memset((char *)items[n - 1].data + items[n - 1].len, 0, 8);
	return status;
}
