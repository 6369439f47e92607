/* defect: 49
 * title: used space is 0 after a reopen
 * caught-by: stats.used-bytes
 * why: counted as it goes, never counted from the bitmap. */
#define ENGINE_NAME "d49d-used-forgotten"
#define store_open open_uncounted
#include "_file_base.h"

static int32_t open_uncounted(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	if (status == 0)
		(*out)->used_blocks = 0;
	return status;
}
