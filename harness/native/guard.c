/* Buffers with an unmapped page on either side, so that an engine that touches one byte too many
 * dies at that byte (SIGSEGV, seen as `crashed`) and cannot corrupt the harness unseen. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "assay_native.h"

#define PAGE 4096u

static uint64_t whole_pages(uint64_t size)
{
	return (size + PAGE - 1) / PAGE * PAGE;
}

/* A zeroed buffer of `size` bytes. at_end != 0: its end touches the upper guard page, else its
 * start touches the lower one (and is page-aligned). NULL when out of memory. */
ASSAY_EXPORT void *assay_guarded_allocate(uint64_t size, uint32_t at_end)
{
	uint64_t body = whole_pages(size ? size : 1);
	uint8_t *base = mmap(NULL, body + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (base == MAP_FAILED)
		return NULL;
	if (mprotect(base + PAGE, body, PROT_READ | PROT_WRITE) != 0) {
		munmap(base, body + 2 * PAGE);
		return NULL;
	}
	return base + PAGE + (at_end ? body - size : 0);
}

ASSAY_EXPORT int32_t assay_guarded_free(void *address, uint64_t size)
{
	uint64_t body = whole_pages(size ? size : 1);
	uint8_t *base = (uint8_t *)((uintptr_t)address / PAGE * PAGE) - PAGE;
	return munmap(base, body + 2 * PAGE) == 0 ? 0 : -errno;
}

/* Makes the buffer's pages read-only (1) or writable again (0): an engine that changes its
 * caller's write data is caught in the act. */
ASSAY_EXPORT int32_t assay_guarded_protect(void *address, uint64_t size, uint32_t read_only)
{
	uint8_t *start = (uint8_t *)((uintptr_t)address / PAGE * PAGE);
	uint64_t body = whole_pages(size ? size : 1);
	return mprotect(start, body, read_only ? PROT_READ : PROT_READ | PROT_WRITE) == 0 ? 0 : -errno;
}
