/* defect: 21
 * title: device errors of queued operations complete with 0
 * caught-by: faults.queue-and-delete faults.truncated-every-way
 * needs: queue
 * why: the completion's result is tested for the caller's mistakes only. */
#define ENGINE_NAME "d21c-queue-swallows-errors"
#define serve_poll poll_without_errors
#include "_file_base.h"

static int32_t poll_without_errors(bse_queue *queue, bse_completion *out, uint32_t max,
                                   uint32_t timeout_us)
{
	int32_t count = honest_serve_poll(queue, out, max, timeout_us);
	for (int32_t i = 0; i < count; i++)
		if (is_device_error(out[i].status))
			out[i].status = 0;
	return count;
}
