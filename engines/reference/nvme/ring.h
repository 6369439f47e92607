/* SPDX-License-Identifier: MIT
 *
 * io_uring through its system calls. One ring: its device is registered as file 0, and one piece
 * of memory (the store's bounce buffers) as buffer 0. A ring is used by one thread at a time, which
 * its owner sees to; waiting in the kernel may go on beside it. */
#ifndef BSE_NVME_RING_H
#define BSE_NVME_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct io_uring_sqe;
struct io_uring_cqe;

struct ring {
	int fd;
	uint32_t entries;
	uint32_t unsubmitted; /* prepared, not shown to the kernel yet */
	void *memory;
	size_t memory_bytes;
	struct io_uring_sqe *sqes;
	size_t sqes_bytes;
	uint32_t *sq_head, *sq_tail, sq_mask;
	uint32_t *cq_head, *cq_tail, cq_mask;
	struct io_uring_cqe *cqes;
	const unsigned char *fixed; /* registered memory */
	size_t fixed_bytes;         /* 0: could not be registered */
};

struct ring_transfer {
	bool is_write;
	void *data;
	uint32_t length;
	uint64_t offset;
	uint64_t user_data;
};

/* entries: transfers in flight at most. 0 or a status with its sentence. */
int32_t ring_open(struct ring *ring, uint32_t entries, int device, const void *fixed,
                  size_t fixed_bytes);
void ring_close(struct ring *ring);
/* Whether reads of this open device are faster made by the caller: see ring.c. */
bool device_outruns_rings(int device);
/* Prepares one; there must be room. */
void ring_prepare(struct ring *ring, const struct ring_transfer *transfer);
/* Shows what was prepared to the kernel; 0 or a status (nothing is lost: it stays prepared). */
int32_t ring_submit(struct ring *ring);
/* Takes back what is prepared, but was not submitted. */
void ring_withdraw(struct ring *ring);
/* Waits until a completion is there, up to timeout_us (UINT64_MAX: for ever). */
void ring_wait(struct ring *ring, uint64_t timeout_us);
/* Takes the next completion, if there is one. */
bool ring_next(struct ring *ring, uint64_t *user_data, int32_t *result);

#endif
