/* defect: 19
 * title: an item of a batch at an unaligned address is reported as done and not served
 * caught-by: data.unaligned-buffers
 * why: EINVAL of the vectored transfer is swallowed; only single calls have a bounce buffer. */
#define ENGINE_NAME "d19c-unaligned-batch"
#define serve_batch batch_aligned_only
#include "_memory_base.h"

static int32_t batch_aligned_only(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if ((uintptr_t)items[i].data % 512 == 0)
			honest_serve_batch(engine, kind, &items[i], 1);
		else
			items[i].status = check_block(engine, items[i].id, items[i].data, items[i].len);
	for (uint32_t i = 0; i < n; i++)
		if (items[i].status != 0)
			return items[i].status;
	return 0;
}
