/* within.h tells the idea. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "calls.h"
#include "within.h"

/* Shared by the caller and the thread; the last of the two frees it. */
typedef struct errand {
	assay_engine *engine;
	uint32_t call;
	char *text;
	uint32_t argument;
	assay_recorder_lane *lane; /* the caller's: it waits, so that the lane has one writer */
	pthread_mutex_t lock;
	pthread_cond_t back;
	bool is_back, is_given_up;
	assay_within_result result;
} errand;

static void discard(errand *it)
{
	pthread_mutex_destroy(&it->lock);
	pthread_cond_destroy(&it->back);
	free(it->text);
	free(it);
}

static int32_t make_call(errand *it, char *message, uint32_t cap)
{
	assay_engine *e = it->engine;
	int32_t status = -EINVAL;
	switch (it->call) {
	case ASSAY_WITHIN_INITIALIZE:
		status = assay_initialize(e, it->text, it->argument);
		break;
	case ASSAY_WITHIN_HEALTH:
		return assay_check_health(e, message, cap);
	case ASSAY_WITHIN_SHUTDOWN:
		status = assay_shutdown(e);
		break;
	case ASSAY_WITHIN_QUIESCE:
		status = assay_quiesce(e, it->argument);
		break;
	case ASSAY_WITHIN_ACTIVATE:
		status = assay_activate(e);
		break;
	}
	/* A thread's last error is that thread's: asked for here or never. */
	if (status != 0)
		e->last_error(message, cap);
	return status;
}

static void *run_errand(void *argument)
{
	errand *it = argument;
	char message[sizeof it->result.message] = {0};
	pthread_setname_np(pthread_self(), "assay-call");
	assay_recorder_attach(it->lane);
	int32_t status = make_call(it, message, sizeof message);
	message[sizeof message - 1] = 0;
	pthread_mutex_lock(&it->lock);
	bool is_given_up = it->is_given_up;
	it->is_back = true;
	it->result.status = status;
	memcpy(it->result.message, message, sizeof message);
	pthread_cond_signal(&it->back);
	pthread_mutex_unlock(&it->lock);
	if (is_given_up)
		discard(it);
	return NULL;
}

static errand *new_errand(assay_engine *e, uint32_t call, const char *text, uint32_t argument)
{
	errand *it = calloc(1, sizeof *it);
	if (it == NULL)
		return NULL;
	it->engine = e;
	it->call = call;
	it->argument = argument;
	it->lane = assay_recorder;
	if (call == ASSAY_WITHIN_INITIALIZE) {
		/* A copy: a stuck call may read it when the caller's is gone. Exactly as long. */
		it->text = malloc(argument > 0 ? argument : 1);
		if (it->text == NULL) {
			free(it);
			return NULL;
		}
		memcpy(it->text, text, argument);
	}
	pthread_condattr_t clock;
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&it->back, &clock);
	pthread_condattr_destroy(&clock);
	pthread_mutex_init(&it->lock, NULL);
	return it;
}

/* Signals are for the threads of the runtime. */
static int start(pthread_t *thread, errand *it)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int error = pthread_create(thread, NULL, run_errand, it);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

static bool wait_for(errand *it, uint32_t deadline_ms)
{
	struct timespec end;
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += deadline_ms / 1000;
	end.tv_nsec += (long)(deadline_ms % 1000) * 1000000;
	end.tv_sec += end.tv_nsec / 1000000000;
	end.tv_nsec %= 1000000000;
	pthread_mutex_lock(&it->lock);
	int error = 0;
	while (!it->is_back && error != ETIMEDOUT)
		error = pthread_cond_timedwait(&it->back, &it->lock, &end);
	bool is_back = it->is_back;
	it->is_given_up = !is_back;
	pthread_mutex_unlock(&it->lock);
	return is_back;
}

int32_t assay_within(assay_engine *e, uint32_t call, const char *text, uint32_t argument,
                     uint32_t deadline_ms, assay_within_result *result)
{
	memset(result, 0, sizeof *result);
	pthread_t thread;
	errand *it = new_errand(e, call, text, argument);
	if (it == NULL || start(&thread, it) != 0) {
		if (it != NULL)
			discard(it);
		snprintf(result->message, sizeof result->message, "no thread for the call");
		return result->status = -EAGAIN;
	}
	if (wait_for(it, deadline_ms)) {
		/* Thread-local destructors have run before anybody can unload the library. */
		pthread_join(thread, NULL);
		*result = it->result;
		discard(it);
		return result->status;
	}
	pthread_detach(thread);
	result->stuck = 1;
	snprintf(result->message, sizeof result->message, "it did not return within %u ms",
	         deadline_ms);
	return result->status = -ETIMEDOUT;
}
