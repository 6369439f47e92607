/* defect: 60
 * title: a child process is forked and left behind
 * caught-by: process.threads-and-children
 * why: a helper for trims in the background; it holds what the host had open. */
#define ENGINE_NAME "d60b-leftover-child"
#define serve_initialize initialize_helper
#include "_memory_base.h"

#include <signal.h>
#include <sys/prctl.h>

static int32_t initialize_helper(const char *json, uint32_t len, bse_engine **out)
{
	int32_t status = honest_serve_initialize(json, len, out);
	if (status == 0 && fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* mercy for whoever runs this collection */
		sleep(600);
		_exit(0);
	}
	return status;
}
