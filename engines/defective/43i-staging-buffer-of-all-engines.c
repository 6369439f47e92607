/* defect: 43
 * title: reads go through one staging buffer of the library, under each engine's own lock
 * caught-by: concurrency.beside-others
 * attempts: 5
 * why: threads of one engine wait for each other; those of another engine hold another lock. */
#define ENGINE_NAME "d43i-staging-buffer"
#define ENGINE_FIELDS pthread_mutex_t staging_lock;
#define serve_read read_staged
#include "_memory_base.h"

static unsigned char staging[ENGINE_BLOCK_MAX];

static int32_t read_staged(bse_engine *engine, uint64_t id, void *buf, uint32_t len)
{
	if (len > sizeof staging)
		return honest_serve_read(engine, id, buf, len);
	pthread_mutex_lock(&engine->staging_lock);
	int32_t status = honest_serve_read(engine, id, staging, len);
	if (status == 0)
		memcpy(buf, staging, len);
	pthread_mutex_unlock(&engine->staging_lock);
	return status;
}
