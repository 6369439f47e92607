/* defect: 33
 * title: submitting to a full queue waits for ever
 * caught-by: queue.full
 * needs: queue
 * verdict: hung
 * why: submit waits for room that only the same thread's poll could make. */
#define ENGINE_NAME "d33-full-queue-hangs"
#define serve_submit submit_waiting
#include "_memory_base.h"

static int32_t submit_waiting(bse_queue *queue, const bse_op *ops, uint32_t n)
{
	uint32_t taken = 0;
	while (taken < n) {
		taken += (uint32_t)honest_serve_submit(queue, ops + taken, n - taken);
		if (taken < n)
			usleep(100);
	}
	return (int32_t)taken;
}
