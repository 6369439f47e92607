/* SPDX-License-Identifier: MIT */
#include "nvme/stripes.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define WRITER (1u << 31)
#define WAITING (1u << 30)
#define SPINS 100
/* Also bounds a lost wake-up, and how long a queue's finished operation goes unreaped. */
#define SLEEP_NS 200000

bool stripe_try_lock(struct stripes *stripes, uint32_t stripe, enum stripe_mode mode) {
	_Atomic uint32_t *word = &stripes->words[stripe];
	uint32_t value = atomic_load_explicit(word, memory_order_relaxed), next;
	do {
		if (mode == STRIPE_WRITE) {
			if ((value & ~WAITING) != 0)
				return false;
			next = value | WRITER;
		} else {
			/* New readers queue up behind a waiting writer, unless nobody holds the lock. */
			if ((value & WRITER) != 0 || ((value & WAITING) != 0 && value != WAITING))
				return false;
			next = value + 1;
		}
	} while (!atomic_compare_exchange_weak_explicit(word, &value, next, memory_order_acquire,
	                                                memory_order_relaxed));
	return true;
}

static void stripe_sleep(_Atomic uint32_t *word) {
	struct timespec timeout = {0, SLEEP_NS};
	uint32_t value = atomic_fetch_or_explicit(word, WAITING, memory_order_relaxed) | WAITING;
	if (value != WAITING)
		syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, &timeout, NULL, 0);
}

void stripe_lock(struct stripes *stripes, uint32_t stripe, enum stripe_mode mode) {
	for (int spin = 0; spin < SPINS; spin++) {
		if (stripe_try_lock(stripes, stripe, mode))
			return;
#if defined(__x86_64__)
		__builtin_ia32_pause();
#endif
	}
	while (!stripe_try_lock(stripes, stripe, mode)) {
		if (stripes->reap != NULL)
			stripes->reap(stripes->reap_context);
		if (stripe_try_lock(stripes, stripe, mode))
			return;
		stripe_sleep(&stripes->words[stripe]);
	}
}

static void stripe_wake(_Atomic uint32_t *word) {
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

void stripe_unlock(struct stripes *stripes, uint32_t stripe, enum stripe_mode mode) {
	_Atomic uint32_t *word = &stripes->words[stripe];
	if (mode == STRIPE_WRITE) {
		if ((atomic_exchange_explicit(word, 0, memory_order_release) & WAITING) != 0)
			stripe_wake(word);
		return;
	}
	uint32_t left = atomic_fetch_sub_explicit(word, 1, memory_order_release) - 1;
	if (left == WAITING) {
		atomic_compare_exchange_strong_explicit(word, &left, 0, memory_order_relaxed,
		                                        memory_order_relaxed);
		stripe_wake(word);
	}
}

void stripe_set_lock(struct stripes *stripes, const struct stripe_set *set,
                     enum stripe_mode mode) {
	for (uint32_t i = 0; i < STRIPE_COUNT / 64; i++)
		for (uint64_t left = set->words[i]; left != 0; left &= left - 1)
			stripe_lock(stripes, i * 64 + (uint32_t)__builtin_ctzll(left), mode);
}

void stripe_set_unlock(struct stripes *stripes, const struct stripe_set *set,
                       enum stripe_mode mode) {
	for (uint32_t i = 0; i < STRIPE_COUNT / 64; i++)
		for (uint64_t left = set->words[i]; left != 0; left &= left - 1)
			stripe_unlock(stripes, i * 64 + (uint32_t)__builtin_ctzll(left), mode);
}
