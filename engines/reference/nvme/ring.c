/* SPDX-License-Identifier: MIT */
#include "nvme/ring.h"

#include <errno.h>
#include <linux/io_uring.h>
#include <linux/time_types.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "common/error.h"
#include "common/telemetry.h"

/* The kernel holds the first transfers of a call back until it has prepared the last: a few at a
 * time keep the device busy meanwhile. Depth 32: 91 K reads a second all at once, 115 K by 4, and
 * another 7 % by 2. */
#define SUBMIT_TOGETHER 2u
#define HAND_OVER_NS 5000u /* less than a read's way to another thread and back */
#define PROBES 8
#define PROBE_NS_MAX 1000000u
#ifndef IORING_SETUP_COOP_TASKRUN
#define IORING_SETUP_COOP_TASKRUN (1U << 8) /* headers before Linux 5.19 lack it */
#endif
#define REGISTERED_BYTES_MAX (4u << 20) /* registered memory is locked: leave some to others */

static int32_t ring_map(struct ring *ring, const struct io_uring_params *params) {
	size_t sq_bytes = params->sq_off.array + params->sq_entries * sizeof(uint32_t);
	size_t cq_bytes = params->cq_off.cqes + params->cq_entries * sizeof(struct io_uring_cqe);
	ring->memory_bytes = sq_bytes > cq_bytes ? sq_bytes : cq_bytes;
	ring->sqes_bytes = params->sq_entries * sizeof(struct io_uring_sqe);
	unsigned char *memory = mmap(NULL, ring->memory_bytes, PROT_READ | PROT_WRITE,
	                             MAP_SHARED | MAP_POPULATE, ring->fd, IORING_OFF_SQ_RING);
	void *sqes = mmap(NULL, ring->sqes_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
	                  ring->fd, IORING_OFF_SQES);
	ring->memory = memory == MAP_FAILED ? NULL : memory;
	ring->sqes = sqes == MAP_FAILED ? NULL : sqes;
	if (ring->memory == NULL || ring->sqes == NULL)
		return fail(-errno, "cannot map an io_uring: %s", strerror(errno));
	ring->entries = params->sq_entries;
	ring->sq_head = (uint32_t *)(void *)(memory + params->sq_off.head);
	ring->sq_tail = (uint32_t *)(void *)(memory + params->sq_off.tail);
	ring->sq_mask = params->sq_entries - 1;
	ring->cq_head = (uint32_t *)(void *)(memory + params->cq_off.head);
	ring->cq_tail = (uint32_t *)(void *)(memory + params->cq_off.tail);
	ring->cq_mask = params->cq_entries - 1;
	ring->cqes = (struct io_uring_cqe *)(void *)(memory + params->cq_off.cqes);
	/* Entry i of the submission ring always shows submission i. */
	uint32_t *array = (uint32_t *)(void *)(memory + params->sq_off.array);
	for (uint32_t i = 0; i < params->sq_entries; i++)
		array[i] = i;
	return 0;
}

static int ring_register(struct ring *ring, uint32_t opcode, const void *what, uint32_t count) {
	return (int)syscall(SYS_io_uring_register, ring->fd, opcode, what, count);
}

/* Memory that may not be locked (RLIMIT_MEMLOCK) is used unregistered: fixed_bytes tells. */
static void ring_register_memory(struct ring *ring, const void *fixed, size_t fixed_bytes) {
	size_t bytes = fixed_bytes < REGISTERED_BYTES_MAX ? fixed_bytes : REGISTERED_BYTES_MAX;
	for (; bytes >= 4096; bytes = bytes / 2 / 4096 * 4096) {
		struct iovec part = {(void *)(uintptr_t)fixed, bytes};
		if (ring_register(ring, IORING_REGISTER_BUFFERS, &part, 1) == 0) {
			ring->fixed = fixed;
			ring->fixed_bytes = bytes;
			return;
		}
	}
}

/* Completions need not interrupt the submitting thread: they show when it next enters the kernel, a
 * clock tick at the latest. DEFER_TASKRUN would go too far: whoever waits for a block's lock must
 * see them while that thread is elsewhere, and a queue may go from thread to thread. Without it the
 * kernel posts a whole interrupt's completions before the first one is seen: 2 to 4 % of a queue's
 * reads at a depth of 8. Linux before 5.19 does not know COOP_TASKRUN. */
static int ring_setup(uint32_t entries, struct io_uring_params *params) {
	params->flags = IORING_SETUP_COOP_TASKRUN;
	int fd = (int)syscall(SYS_io_uring_setup, entries, params);
	if (fd >= 0 || errno != EINVAL)
		return fd;
	memset(params, 0, sizeof *params);
	return (int)syscall(SYS_io_uring_setup, entries, params);
}

int32_t ring_open(struct ring *ring, uint32_t entries, int device, const void *fixed,
                  size_t fixed_bytes) {
	struct io_uring_params params;
	memset(ring, 0, sizeof *ring);
	memset(&params, 0, sizeof params);
	ring->fd = ring_setup(entries, &params);
	if (ring->fd < 0)
		return fail(-errno, "the kernel refuses io_uring (%s); allow it (sysctl "
		            "kernel.io_uring_disabled=0, or the container's seccomp profile) or use the "
		            "engine nvme-batch", strerror(errno));
	int32_t status = 0;
	if ((params.features & (IORING_FEAT_SINGLE_MMAP | IORING_FEAT_NODROP | IORING_FEAT_EXT_ARG)) !=
	    (IORING_FEAT_SINGLE_MMAP | IORING_FEAT_NODROP | IORING_FEAT_EXT_ARG))
		status = fail(-EOPNOTSUPP, "the kernel's io_uring is too old: Linux 5.11 or later is needed");
	if (status == 0)
		status = ring_map(ring, &params);
	if (status == 0 && ring_register(ring, IORING_REGISTER_FILES, &device, 1) != 0)
		status = fail(-errno, "cannot register the device with io_uring: %s", strerror(errno));
	if (status != 0) {
		ring_close(ring);
		return status;
	}
	ring_register_memory(ring, fixed, fixed_bytes);
	return 0;
}

/* Where a driver can't be asked without blocking (zram, brd), the kernel gives each transfer to a
 * thread of its own. A read that takes less than waking a thread, since it is a copy in memory, is
 * better made at once. A slow device of that kind keeps its ring, which alone has several reads
 * under way; and so do all writes, which may have to be compressed: threads share that. */
bool device_outruns_rings(int device) {
	_Alignas(4096) unsigned char page[4096];
	struct iovec part = {page, sizeof page};
	uint64_t ns = 0;
	if (preadv2(device, &part, 1, 0, RWF_NOWAIT) >= 0 || errno != EOPNOTSUPP)
		return false;
	/* The least of some, since others may be busy; a device that is plainly slow is asked once. */
	for (int i = 0; i < PROBES && ns < PROBE_NS_MAX; i++) {
		uint64_t start_ns = clock_ns();
		if (pread(device, page, sizeof page, 0) < 0)
			return false;
		ns = clock_ns() - start_ns;
		if (ns < HAND_OVER_NS)
			return true;
	}
	return false;
}

void ring_close(struct ring *ring) {
	if (ring->sqes != NULL)
		munmap(ring->sqes, ring->sqes_bytes);
	if (ring->memory != NULL)
		munmap(ring->memory, ring->memory_bytes);
	if (ring->fd >= 0)
		close(ring->fd);
	memset(ring, 0, sizeof *ring);
	ring->fd = -1;
}

void ring_prepare(struct ring *ring, const struct ring_transfer *transfer) {
	uint32_t tail = *ring->sq_tail;
	struct io_uring_sqe *sqe = &ring->sqes[tail & ring->sq_mask];
	uintptr_t at = (uintptr_t)transfer->data - (uintptr_t)ring->fixed;
	bool is_fixed = ring->fixed_bytes >= transfer->length &&
	                at <= ring->fixed_bytes - transfer->length;
	memset(sqe, 0, sizeof *sqe);
	sqe->opcode = transfer->is_write ? (is_fixed ? IORING_OP_WRITE_FIXED : IORING_OP_WRITE)
	                                 : (is_fixed ? IORING_OP_READ_FIXED : IORING_OP_READ);
	sqe->flags = IOSQE_FIXED_FILE;
	sqe->off = transfer->offset;
	sqe->addr = (uint64_t)(uintptr_t)transfer->data;
	sqe->len = transfer->length;
	sqe->user_data = transfer->user_data;
	__atomic_store_n(ring->sq_tail, tail + 1, __ATOMIC_RELEASE);
	ring->unsubmitted++;
}

int32_t ring_submit(struct ring *ring) {
	while (ring->unsubmitted > 0) {
		uint32_t shown = ring->unsubmitted < SUBMIT_TOGETHER ? ring->unsubmitted : SUBMIT_TOGETHER;
		long taken = syscall(SYS_io_uring_enter, ring->fd, shown, 0, 0, NULL, 0);
		if (taken < 0 && errno == EINTR)
			continue;
		if (taken <= 0)
			return taken < 0 ? -errno : -EAGAIN;
		ring->unsubmitted -= (uint32_t)taken;
	}
	return 0;
}

void ring_wait(struct ring *ring, uint64_t timeout_us) {
	struct __kernel_timespec timeout = {(int64_t)(timeout_us / 1000000),
	                                    (int64_t)(timeout_us % 1000000) * 1000};
	struct io_uring_getevents_arg argument = {
	    .ts = timeout_us == UINT64_MAX ? 0 : (uint64_t)(uintptr_t)&timeout};
	syscall(SYS_io_uring_enter, ring->fd, 0, 1, IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG,
	        &argument, sizeof argument);
}

void ring_withdraw(struct ring *ring) {
	__atomic_store_n(ring->sq_tail, *ring->sq_tail - ring->unsubmitted, __ATOMIC_RELEASE);
	ring->unsubmitted = 0;
}

bool ring_next(struct ring *ring, uint64_t *user_data, int32_t *result) {
	uint32_t head = *ring->cq_head;
	if (head == __atomic_load_n(ring->cq_tail, __ATOMIC_ACQUIRE))
		return false;
	const struct io_uring_cqe *cqe = &ring->cqes[head & ring->cq_mask];
	*user_data = cqe->user_data;
	*result = cqe->res;
	__atomic_store_n(ring->cq_head, head + 1, __ATOMIC_RELEASE);
	return true;
}
