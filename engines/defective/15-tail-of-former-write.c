/* defect: 15
 * title: a short write is completed with whatever the bounce buffer held before
 * caught-by: data.wrong-length
 * why: the buffer is pooled and never cleared: another block's data leak into the tail. */
#define ENGINE_NAME "d15-tail-of-former-write"
#define ENGINE_FIELDS unsigned char *bounce;
#define serve_write write_bounced
#define serve_shutdown shutdown_bounced
#include "_memory_base.h"

static int32_t write_bounced(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	if (data == NULL || len == 0 || len > engine->block_size)
		return honest_serve_write(engine, id, data, len);
	pthread_mutex_lock(&engine->pool.lock);
	if (engine->bounce == NULL)
		engine->bounce = calloc(1, engine->block_size);
	memcpy(engine->bounce, data, len);
	int32_t status = honest_serve_write(engine, id, engine->bounce, engine->block_size);
	pthread_mutex_unlock(&engine->pool.lock);
	return status;
}

static int32_t shutdown_bounced(bse_engine *engine)
{
	free(engine->bounce);
	return honest_serve_shutdown(engine);
}
