/* defect: 27
 * title: where O_DIRECT could be had, the engine silently works through the page cache
 * caught-by: process.direct-io
 * why: the fall-back for odd file systems hit everywhere: the flag is dropped after the open. */
#define ENGINE_NAME "d27-silently-buffered"
#define store_open open_buffered
#include "_direct_base.h"

static int32_t open_buffered(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	if (status == 0)
		(void)!fcntl((*out)->data, F_SETFL, fcntl((*out)->data, F_GETFL) & ~O_DIRECT);
	return status;
}
