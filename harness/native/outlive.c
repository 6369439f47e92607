/* A thread that used an engine and ends when its library is no longer mapped: whatever the engine
 * left in the thread to be called at its end (a destructor of pthread_key_create) is called there.
 * The thread's end is the host's affair: it may come at any time, also after the unload. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>

#include "calls.h"

typedef struct assay_outlive {
	assay_engine *engine;
	uint8_t *block;
	uint32_t block_bytes;
	pthread_t thread;
	pthread_barrier_t meet;
} assay_outlive;

static void use_queue(assay_engine *e, uint8_t *block, uint32_t length)
{
	bse_queue *queue;
	bse_op read = {.id = 0, .data = block, .len = length, .opcode = BSE_OP_READ};
	bse_completion done;
	if (assay_queue_create(e, 1, &queue) != 0)
		return;
	if (assay_queue_submit(e, queue, &read, 1) == 1)
		assay_queue_poll(e, queue, &done, 1, 1000000);
	assay_queue_destroy(e, queue);
}

/* Each call once: any of them may be the one that keeps something for its thread. What they return
 * is others' to judge. The calls are one at a time: the caller waits. */
static void use_everything(assay_engine *e, uint8_t *block, uint32_t length)
{
	static _Thread_local char text[4096];
	bse_io item = {.id = 0, .data = block, .len = length};
	bse_stats stats = {.size = sizeof stats};
	uint64_t leased[2];
	assay_write(e, 0, block, length);
	assay_write(e, UINT64_MAX, block, length);
	e->last_error(text, sizeof text);
	assay_read(e, 0, block, length);
	e->get_stats(e->handle, &stats);
	if (e->write_batch != NULL)
		assay_write_batch(e, &item, 1);
	if (e->read_batch != NULL)
		assay_read_batch(e, &item, 1);
	if (e->lease_block != NULL && e->release_block != NULL && assay_lease(e, 0, leased) == 0)
		assay_release(e, (const void *)(uintptr_t)leased[0]);
	if (e->queue_create != NULL && e->queue_submit != NULL && e->queue_poll != NULL &&
	    e->queue_destroy != NULL)
		use_queue(e, block, length);
	if (e->check_health != NULL)
		assay_check_health(e, text, sizeof text);
	if (e->collect_metrics != NULL)
		e->collect_metrics(e->handle, text, sizeof text);
	if (e->drain_log != NULL)
		e->drain_log(e->handle, text, sizeof text);
	assay_delete(e, 0);
	assay_flush(e);
}

static void *serve(void *argument)
{
	assay_outlive *it = argument;
	use_everything(it->engine, it->block, it->block_bytes);
	pthread_barrier_wait(&it->meet);
	pthread_barrier_wait(&it->meet);
	return NULL;
}

static void discard(assay_outlive *it)
{
	pthread_barrier_destroy(&it->meet);
	free(it->block);
	free(it);
}

/* Returns once the thread has used the engine and sleeps; NULL: no memory or no thread. */
ASSAY_EXPORT assay_outlive *assay_outlive_begin(assay_engine *engine, uint32_t block_bytes)
{
	assay_outlive *it = calloc(1, sizeof *it);
	if (it == NULL)
		return NULL;
	it->engine = engine;
	it->block_bytes = block_bytes;
	/* No engine asks for more: buffers so aligned must work. */
	size_t bytes = block_bytes < 4096 ? 4096 : block_bytes;
	it->block = aligned_alloc(bytes, bytes);
	pthread_barrier_init(&it->meet, NULL, 2);
	if (it->block == NULL || pthread_create(&it->thread, NULL, serve, it) != 0) {
		discard(it);
		return NULL;
	}
	pthread_barrier_wait(&it->meet);
	return it;
}

/* Lets the thread end and waits until it has. Frees `it`. */
ASSAY_EXPORT void assay_outlive_end(assay_outlive *it)
{
	pthread_barrier_wait(&it->meet);
	pthread_join(it->thread, NULL);
	discard(it);
}
