/* defect: 29
 * title: a write batch moves 4,096 bytes of each block, whatever the block size is
 * caught-by: data.every-way
 * needs: batch
 * why: the transfer length is a constant from the days of one block size. */
#define ENGINE_NAME "d29c-batch-of-4096-only"
#define serve_batch batch_of_pages
#include "_memory_base.h"

static int32_t batch_of_pages(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	if (kind == KIND_READ || engine->block_size <= 4096)
		return honest_serve_batch(engine, kind, items, n);
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++) {
		void *page = calloc(1, engine->block_size);
		memcpy(page, items[i].data, items[i].len < 4096 ? items[i].len : 4096);
		items[i].status = serve_write(engine, items[i].id, page, items[i].len);
		free(page);
		if (first_bad == 0)
			first_bad = items[i].status;
	}
	return first_bad;
}
