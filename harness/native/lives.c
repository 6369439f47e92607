/* Two threads, each with a device and a configuration of its own, open an engine at the same
 * moment, use one block of it and shut it down, again and again; every fourth time both are
 * refused, each for a key of its own. "[any thread] bse_initialize" and "instances share no state":
 * a parser's static buffer, a table of open engines without a lock or a half-made global is met by
 * two threads in there, and by nobody else. Both spin until the other one is there, so that they
 * are within a fraction of a microsecond where there are two processors.
 * Not covered: more than two threads; two on one device, of which one is refused by rule. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "clock.h"
#include "lives.h"
#include "stamp.h"

#define REFUSED_EVERY 4u
#define SPINS 4000u
#define LEFT UINT32_MAX

void lives_meet(struct seat *seat)
{
	uint32_t meeting = ++seat->meeting;
	atomic_store(&seat->all->arrived[seat->lane], meeting);
	_Atomic uint32_t *other = &seat->all->arrived[1 - seat->lane];
	for (uint32_t spins = 0; atomic_load(other) < meeting; spins++)
		if (spins > SPINS)
			sched_yield();
}

int32_t lives_ended(assay_life_lane *lane, enum lives_end end, int32_t status)
{
	lane->end = end;
	lane->status = status;
	return -1;
}

/* The thread's last failure: asked here, as it is this thread's. */
static void take_message(assay_life_lane *lane)
{
	memset(lane->text, 0, sizeof lane->text);
	lane->engine->last_error(lane->text, sizeof lane->text);
	lane->text[sizeof lane->text - 1] = 0;
}

static int32_t check_capacity(assay_life_lane *lane)
{
	bse_stats stats = {.size = sizeof stats};
	int32_t status = lane->engine->get_stats(lane->engine->handle, &stats);
	if (status != 0 || stats.capacity_bytes != lane->capacity_bytes)
		return lives_ended(lane, LIVES_STATS, status);
	return 0;
}

/* The block is the stamp of this life. */
static int32_t check_block(struct seat *seat, assay_life_lane *lane, uint32_t life,
                           enum lives_end unlike)
{
	uint8_t *sink = lane->blocks + lane->block_bytes;
	memset(sink, 0xa5, lane->block_bytes);
	int32_t status = assay_read(lane->engine, 0, sink, lane->block_bytes);
	if (status != 0)
		return lives_ended(lane, unlike == LIVES_LOST ? LIVES_LOST : LIVES_READ, status);
	if (assay_verify(sink, lane->block_bytes, 0, seat->lane, LIVES_EPOCH, life) != MATCHES)
		return lives_ended(lane, unlike, 0);
	return 0;
}

static int32_t use(struct seat *seat, assay_life_lane *lane, uint32_t life)
{
	if (check_capacity(lane) != 0)
		return -1;
	if (seat->all->keeps && life > 0 && check_block(seat, lane, life - 1, LIVES_LOST) != 0)
		return -1;
	assay_stamp(lane->blocks, lane->block_bytes, 0, seat->lane, LIVES_EPOCH, life);
	int32_t status = assay_write(lane->engine, 0, lane->blocks, lane->block_bytes);
	if (status != 0)
		return lives_ended(lane, LIVES_WRITE, status);
	if (check_block(seat, lane, life, LIVES_DATA) != 0)
		return -1;
	return lives_use_groups(seat, lane, life);
}

static int32_t live(struct seat *seat, assay_life_lane *lane, uint32_t life)
{
	int32_t status = assay_initialize(lane->engine, lane->config, lane->config_bytes);
	if (status != 0) {
		take_message(lane);
		return lives_ended(lane, LIVES_REFUSED, status);
	}
	int32_t failed = use(seat, lane, life);
	status = assay_shutdown(lane->engine);
	if (failed == 0 && status != 0)
		return lives_ended(lane, LIVES_SHUTDOWN, status);
	return failed;
}

static int32_t be_refused(assay_life_lane *lane)
{
	int32_t status = assay_initialize(lane->engine, lane->bad_config, lane->bad_config_bytes);
	if (status == 0) {
		assay_shutdown(lane->engine);
		return lives_ended(lane, LIVES_ACCEPTED, 0);
	}
	take_message(lane);
	if (strstr(lane->text, lane->bad_key) == NULL)
		return lives_ended(lane, LIVES_MESSAGE, status);
	return 0;
}

static void run_lane(struct seat *seat)
{
	assay_lives *all = seat->all;
	assay_life_lane *lane = &all->lanes[seat->lane];
	for (uint32_t turn = 1;; turn++) {
		int over = lane->lives >= all->lives_least && assay_monotonic_ns() >= all->until_ns;
		if (over || lane->lives >= all->lives_most)
			atomic_store(&all->stop, 1);
		lives_meet(seat);
		if (atomic_load(&all->stop) != 0)
			break;
		if (turn % REFUSED_EVERY == 0) {
			if (be_refused(lane) != 0)
				break;
		} else {
			if (live(seat, lane, lane->lives) != 0)
				break;
			lane->lives++;
		}
	}
	atomic_store(&all->stop, 1);
	atomic_store(&all->arrived[seat->lane], LEFT);
}

/* A processor each, where the process may use two: on one of them they would only take turns. What
 * an engine starts from there has that processor, too, and ends with its engine. */
static void settle(uint32_t lane)
{
	cpu_set_t allowed, own;
	if (sched_getaffinity(0, sizeof allowed, &allowed) != 0 || CPU_COUNT(&allowed) < LIVES_LANES)
		return;
	uint32_t seen = 0;
	for (int processor = 0; processor < CPU_SETSIZE; processor++) {
		if (!CPU_ISSET(processor, &allowed) || seen++ != lane)
			continue;
		CPU_ZERO(&own);
		CPU_SET(processor, &own);
		/* Refused, they share: nothing is wrong then, and less is shown. */
		(void)!sched_setaffinity(0, sizeof own, &own);
		return;
	}
}

static void *run_seat(void *argument)
{
	struct seat *seat = argument;
	settle(seat->lane);
	run_lane(seat);
	return NULL;
}

/* Returns when both threads have ended; -1: there are none. What came out is in the lanes. */
ASSAY_EXPORT int32_t assay_lives_run(assay_lives *all)
{
	struct seat seats[LIVES_LANES] = {{all, 0, 0}, {all, 1, 0}};
	pthread_t threads[LIVES_LANES];
	uint32_t started = 0;
	while (started < LIVES_LANES &&
	       pthread_create(&threads[started], NULL, run_seat, &seats[started]) == 0)
		started++;
	if (started < LIVES_LANES) {
		atomic_store(&all->stop, 1);
		atomic_store(&all->arrived[started], LEFT);
	}
	for (uint32_t lane = 0; lane < started; lane++)
		pthread_join(threads[lane], NULL);
	return started == LIVES_LANES ? 0 : -1;
}
