/* The file base, which also remembers that it was opened standby: it serves once activated. */
#define STORE_FIELDS bool was_standby;
#define store_open open_noting_standby
#include "_file_base.h"

static int32_t open_noting_standby(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	if (status == 0)
		(*out)->was_standby = config->standby;
	return status;
}
