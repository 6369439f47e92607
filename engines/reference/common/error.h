/* SPDX-License-Identifier: MIT
 *
 * The calling thread's last failure. Refusals that a busy host may see often (an absent block, an
 * id out of range) only store their numbers here; the sentence is made when somebody asks. */
#ifndef BSE_COMMON_ERROR_H
#define BSE_COMMON_ERROR_H

#include <stdint.h>

/* Stores the sentence and returns status, so that callers can `return fail(-EINVAL, "...")`. */
__attribute__((format(printf, 2, 3))) int32_t fail(int32_t status, const char *format, ...);

/* The cheap form: status is -ENOENT, -ERANGE, -EINVAL (wrong length), -ESTALE or -EAGAIN. */
int32_t fail_block(int32_t status, uint64_t id, uint64_t detail);

#endif
