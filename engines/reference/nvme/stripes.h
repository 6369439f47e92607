/* SPDX-License-Identifier: MIT
 *
 * Reader-writer locks over blocks, striped by id, so that a read never sees half of a write.
 *
 * Order that keeps them free of deadlock: whoever waits for a lock holds only locks of lower
 * stripes and no bounce buffer. A queue takes locks by trying alone, and holds them only while its
 * operation is with the kernel; anybody who waits reaps the queues (stripes->reap), so that such
 * a lock never depends on its owner's next poll. */
#ifndef BSE_NVME_STRIPES_H
#define BSE_NVME_STRIPES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define STRIPE_COUNT 1024u

enum stripe_mode { STRIPE_READ, STRIPE_WRITE };

struct stripes {
	_Atomic uint32_t words[STRIPE_COUNT]; /* WRITER, WAITING, or count of readers */
	void (*reap)(void *context);          /* finishes what queues have with the kernel; or NULL */
	void *reap_context;
};

struct stripe_set {
	uint64_t words[STRIPE_COUNT / 64];
};

static inline uint32_t stripe_of(uint64_t id) {
	return (uint32_t)id % STRIPE_COUNT;
}
static inline void stripe_set_add(struct stripe_set *set, uint64_t id) {
	set->words[stripe_of(id) / 64] |= 1ull << (stripe_of(id) % 64);
}

bool stripe_try_lock(struct stripes *stripes, uint32_t stripe, enum stripe_mode mode);
void stripe_lock(struct stripes *stripes, uint32_t stripe, enum stripe_mode mode);
void stripe_unlock(struct stripes *stripes, uint32_t stripe, enum stripe_mode mode);

/* In ascending order. */
void stripe_set_lock(struct stripes *stripes, const struct stripe_set *set, enum stripe_mode mode);
void stripe_set_unlock(struct stripes *stripes, const struct stripe_set *set,
                       enum stripe_mode mode);

#endif
