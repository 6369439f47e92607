/* SPDX-License-Identifier: MIT */
#include "nvme/meeting.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/shm.h>
#include <time.h>

#include "common/error.h"
#include "nvme/device.h"
#include "nvme/format.h"

#define MEETING_MAGIC 0x474E495445454D42ull /* "BMEETING" */
#define DOOR_BYTE MEETING_OFFSET            /* locked while somebody joins */
#define SEAT_BYTE (MEETING_OFFSET + 1)
#define DOOR_WAIT_MS 5000

struct meeting_page {
	uint64_t magic;
	uint64_t nonce;
	int64_t segment;
};

static void sleep_us(long us) {
	struct timespec pause = {0, us * 1000};
	nanosleep(&pause, NULL);
}

static int32_t lock_door(const struct device *device) {
	for (int waited_ms = 0;; waited_ms++) {
		int32_t status = device_lock_try(device, DOOR_BYTE);
		if (status == 0)
			return 0;
		if (status != -EBUSY)
			return fail(status, "cannot lock the device: %s", strerror(-status));
		if (waited_ms == DOOR_WAIT_MS)
			return fail(-EBUSY, "another engine has been opening this device for %d s",
			            DOOR_WAIT_MS / 1000);
		sleep_us(1000);
	}
}

/* Attached where this thread just made room: tools that watch memory (ThreadSanitizer) follow mmap,
 * but not shmat, and would take the address for whoever had it before. */
static struct meeting_room *attach_segment(int segment) {
	void *room = mmap(NULL, sizeof(struct meeting_room), PROT_READ | PROT_WRITE,
	                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (room == MAP_FAILED)
		return NULL;
	if (shmat(segment, room, SHM_REMAP) == room)
		return room;
	int problem = errno;
	munmap(room, sizeof(struct meeting_room));
	errno = problem;
	return NULL;
}

static struct meeting_room *attach(const struct meeting_page *page) {
	struct shmid_ds facts;
	if (page->magic != MEETING_MAGIC || shmctl((int)page->segment, IPC_STAT, &facts) != 0 ||
	    facts.shm_segsz != sizeof(struct meeting_room))
		return NULL;
	struct meeting_room *room = attach_segment((int)page->segment);
	if (room != NULL && room->nonce == page->nonce)
		return room;
	if (room != NULL)
		shmdt(room);
	return NULL;
}

static bool anybody_seated(const struct device *device) {
	for (uint32_t seat = 0; seat < MEETING_SEATS; seat++)
		if (device_lock_is_held_elsewhere(device, SEAT_BYTE + seat))
			return true;
	return false;
}

static int32_t open_room(struct meeting *meeting, const struct device *device,
                         unsigned char *sector, uint64_t epoch) {
	struct meeting_page page = {.magic = MEETING_MAGIC};
	uint64_t written;
	if (getrandom(&page.nonce, sizeof page.nonce, 0) != (ssize_t)sizeof page.nonce)
		return fail(-EIO, "no random number to be had");
	int segment = shmget(IPC_PRIVATE, sizeof(struct meeting_room), IPC_CREAT | 0600);
	if (segment < 0)
		return fail(-errno, "cannot make the shared memory through which engines of one device "
		            "meet: %s", strerror(errno));
	struct meeting_room *room = attach_segment(segment);
	int problem = errno;
	shmctl(segment, IPC_RMID, NULL);
	if (room == NULL)
		return fail(-problem, "cannot attach shared memory: %s", strerror(problem));
	page.segment = segment;
	room->nonce = page.nonce;
	atomic_store(&room->epoch, epoch);
	atomic_store(&room->writer_epoch, 0);
	memset(sector, 0, PAGE_BYTES);
	memcpy(sector, &page, sizeof page);
	int32_t status = device_write(device, sector, PAGE_BYTES, MEETING_OFFSET, &written);
	if (status != 0) {
		shmdt(room);
		return fail(status, "cannot write the meeting page: %s", strerror(-status));
	}
	meeting->room = room;
	return 0;
}

static int32_t take_seat(struct meeting *meeting, const struct device *device) {
	for (uint32_t seat = 0; seat < MEETING_SEATS; seat++)
		if (device_lock_try(device, SEAT_BYTE + seat) == 0) {
			/* Its last owner may have died with changes in flight. */
			atomic_store(&meeting->room->seats[seat].in_flight, 0);
			meeting->seat = seat;
			return 0;
		}
	return fail(-EBUSY, "%u engines have this device open already", MEETING_SEATS);
}

/* epoch: NULL where no room may be opened. */
static int32_t join_behind_door(struct meeting *meeting, const struct device *device,
                                unsigned char *sector, const uint64_t *epoch) {
	struct meeting_page page;
	int32_t status = device_read(device, sector, PAGE_BYTES, MEETING_OFFSET);
	if (status != 0)
		return fail(status, "cannot read the meeting page: %s", strerror(-status));
	memcpy(&page, sector, sizeof page);
	meeting->room = attach(&page);
	if (meeting->room == NULL && anybody_seated(device))
		return fail(-EBUSY, "an engine serves this device that cannot be reached from here "
		            "(another user, or another container)");
	if (meeting->room == NULL)
		status = epoch == NULL ? -ENOENT : open_room(meeting, device, sector, *epoch);
	if (status == 0)
		status = take_seat(meeting, device);
	if (status != 0 && meeting->room != NULL) {
		shmdt(meeting->room);
		meeting->room = NULL;
	}
	return status;
}

static int32_t join(struct meeting *meeting, const struct device *device, const uint64_t *epoch) {
	unsigned char *sector = aligned_alloc(PAGE_BYTES, PAGE_BYTES);
	int32_t status = sector == NULL ? fail(-ENOMEM, "no memory to join") : lock_door(device);
	if (status == 0) {
		status = join_behind_door(meeting, device, sector, epoch);
		device_unlock(device, DOOR_BYTE);
	}
	free(sector);
	return status;
}

int32_t meeting_join(struct meeting *meeting, const struct device *device, uint64_t epoch) {
	return join(meeting, device, &epoch);
}

bool meeting_join_quietly(struct meeting *meeting, const struct device *device) {
	return join(meeting, device, NULL) == 0;
}

void meeting_leave(struct meeting *meeting, const struct device *device) {
	if (meeting->room == NULL)
		return;
	device_unlock(device, SEAT_BYTE + meeting->seat);
	shmdt(meeting->room);
	meeting->room = NULL;
}

static bool others_have_changes(const struct meeting *meeting, const struct device *device) {
	for (uint32_t seat = 0; seat < MEETING_SEATS; seat++)
		if (seat != meeting->seat && atomic_load(&meeting->room->seats[seat].in_flight) != 0 &&
		    device_lock_is_held_elsewhere(device, SEAT_BYTE + seat))
			return true;
	return false;
}

int32_t meeting_take_over(struct meeting *meeting, const struct device *device, uint64_t least,
                          uint32_t deadline_ms, uint64_t *former, uint64_t *epoch) {
	struct meeting_room *room = meeting->room;
	*former = atomic_load(&room->epoch);
	do {
		*epoch = *former + 1 > least ? *former + 1 : least;
	} while (!atomic_compare_exchange_weak(&room->epoch, former, *epoch));
	for (uint64_t waited_us = 0; others_have_changes(meeting, device); waited_us += 50) {
		if (waited_us >= deadline_ms * 1000ull) {
			meeting_give_back(meeting, *epoch, *former);
			return fail(-EBUSY, "the former engine still had changes in flight after %u ms",
			            deadline_ms);
		}
		sleep_us(50);
	}
	return 0;
}

void meeting_give_back(struct meeting *meeting, uint64_t epoch, uint64_t former) {
	atomic_compare_exchange_strong(&meeting->room->epoch, &epoch, former);
}
