/* SPDX-License-Identifier: MIT
 *
 * Who may change the device, when: entering and leaving a change, flush, activate, quiesce. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "common/error.h"
#include "nvme/store.h"

#define TAKE_OVER_MS 2000

static _Atomic uint64_t *store_in_flight(struct store *store) {
	struct meeting *meeting = &store->meeting;
	return meeting->room == NULL ? &store->in_flight_alone
	                             : &meeting->room->seats[meeting->seat].in_flight;
}

static void store_pause(struct store *store) {
	struct timespec pause = {0, 50000};
	if (store->stripes.reap != NULL)
		store->stripes.reap(store->stripes.reap_context);
	nanosleep(&pause, NULL);
}

static bool is_fenced(struct store *store) {
	return atomic_load(&store->meeting.room->epoch) != store->epoch;
}

int32_t store_enter(struct store *store, bool wait) {
	for (;;) {
		/* The state first: a standby engine has no seat, and its epoch and room are made before
		 * the state is SERVING. */
		uint32_t state = atomic_load(&store->state);
		if (state == STORE_SERVING) {
			struct meeting_room *room = store->meeting.room;
			atomic_fetch_add(store_in_flight(store), 1);
			state = atomic_load(&store->state);
			if (state == STORE_SERVING && !is_fenced(store)) {
				uint64_t epoch = atomic_load_explicit(&store->epoch, memory_order_relaxed);
				if (atomic_load_explicit(&room->writer_epoch, memory_order_relaxed) != epoch)
					atomic_store(&room->writer_epoch, epoch);
				return 0;
			}
			store_leave(store);
		}
		if (state != STORE_QUIESCING)
			return -ESTALE;
		if (!wait)
			return -EAGAIN;
		store_pause(store);
	}
}

void store_leave(struct store *store) {
	atomic_fetch_sub_explicit(store_in_flight(store), 1, memory_order_release);
}

int32_t store_may_read(struct store *store, uint64_t *epoch) {
	uint32_t state = atomic_load_explicit(&store->state, memory_order_acquire);
	*epoch = atomic_load_explicit(&store->epoch, memory_order_acquire);
	return state == STORE_STANDBY ? -EAGAIN : 0;
}

int32_t store_read_stands(struct store *store, uint64_t epoch) {
	struct meeting_room *room = store->meeting.room;
	atomic_thread_fence(memory_order_acquire);
	if (atomic_load_explicit(&room->epoch, memory_order_relaxed) == epoch)
		return 0;
	return atomic_load(&room->writer_epoch) > epoch ? -ESTALE : 0;
}

static int32_t flush_entered(struct store *store) {
	int32_t status = atomic_load(&store->sync_error);
	if (status != 0)
		return fail(status, "an earlier sync failed (%s), and what it covered may be lost; reopen "
		            "the device", strerror(-status));
	atomic_store(&store->changed, false); /* first: a change from here on is not covered */
	bool any = bitmap_picture(&store->bitmap);
	status = device_sync(&store->device);
	if (status == 0 && any) {
		status = bitmap_write(&store->bitmap, &store->device);
		if (status != 0) { /* its pages stay pictured: the next flush writes them */
			atomic_store(&store->changed, true);
			return fail(status, "cannot write the allocation bitmap: %s", strerror(-status));
		}
		status = device_sync(&store->device);
	}
	if (status != 0) {
		atomic_store(&store->changed, true);
		atomic_store(&store->sync_error, status);
		return fail(status, "cannot sync the device: %s", strerror(-status));
	}
	return 0;
}

static int32_t flush_locked(struct store *store) {
	pthread_mutex_lock(&store->flush_lock);
	int32_t status = flush_entered(store);
	pthread_mutex_unlock(&store->flush_lock);
	return status;
}

int32_t store_flush(struct store *store) {
	int32_t status = store_enter(store, true);
	if (status == 0) {
		status = flush_locked(store);
		store_leave(store);
		return status;
	}
	/* A quiesced engine was flushed, and there has been no change since. */
	if (atomic_load(&store->state) == STORE_QUIESCED)
		return 0;
	return fail(status, "this engine does not serve the device (standby, or another engine took "
	            "over), so it cannot make anything durable");
}

static int32_t activate_locked(struct store *store) {
	uint64_t former, epoch;
	int32_t status = 0;
	if (store->meeting.room == NULL)
		status = meeting_join(&store->meeting, &store->device, store->super.epoch);
	else if (atomic_load(&store->state) == STORE_SERVING && !is_fenced(store))
		return 0;
	if (status == 0)
		store->bitmap.ledger = &store->meeting.room->ledger;
	if (status == 0)
		status = meeting_take_over(&store->meeting, &store->device, store->super.epoch + 1,
		                           TAKE_OVER_MS, &former, &epoch);
	if (status != 0)
		return status;
	/* A fenced engine that takes the device back: those of its changes that were let in before the
	 * epoch rose end first, then they are refused until here. */
	uint32_t before = atomic_load(&store->state);
	if (before == STORE_SERVING)
		atomic_store(&store->state, STORE_QUIESCED);
	while (before == STORE_SERVING && atomic_load(store_in_flight(store)) != 0)
		store_pause(store);
	status = store_take_metadata(store, epoch);
	if (status != 0) {
		meeting_give_back(&store->meeting, epoch, former);
		atomic_store(&store->state, before);
		return status;
	}
	atomic_store(&store->sync_error, 0);
	atomic_store(&store->changed, false);
	atomic_store(&store->epoch, epoch);
	atomic_store(&store->state, STORE_SERVING);
	return 0;
}

int32_t store_activate(struct store *store) {
	pthread_mutex_lock(&store->transition_lock);
	int32_t status = activate_locked(store);
	pthread_mutex_unlock(&store->transition_lock);
	return status;
}

static uint64_t now_ms(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int32_t quiesce_locked(struct store *store, uint32_t deadline_ms) {
	uint64_t start_ms = now_ms();
	uint32_t state = atomic_load(&store->state);
	if (state == STORE_QUIESCED)
		return 0;
	if (state != STORE_SERVING || is_fenced(store))
		return fail(-ESTALE, "this engine does not serve the device, so it has nothing to hand over");
	/* Most of the work while changes go on, so that they stand still for the rest alone. */
	int32_t status = store_flush(store);
	if (status != 0)
		return status;
	atomic_store(&store->state, STORE_QUIESCING);
	while (atomic_load(store_in_flight(store)) != 0) {
		if (now_ms() - start_ms >= deadline_ms) {
			atomic_store(&store->state, STORE_SERVING);
			return fail(-ETIMEDOUT, "operations were still in flight after %u ms", deadline_ms);
		}
		store_pause(store);
	}
	if (is_fenced(store))
		status = fail(-ESTALE, "another engine took over during the hand-over");
	else if (atomic_load(&store->changed))
		status = flush_locked(store);
	atomic_store(&store->state, status == 0 ? STORE_QUIESCED : STORE_SERVING);
	return status;
}

int32_t store_quiesce(struct store *store, uint32_t deadline_ms) {
	pthread_mutex_lock(&store->transition_lock);
	int32_t status = quiesce_locked(store, deadline_ms);
	pthread_mutex_unlock(&store->transition_lock);
	return status;
}
