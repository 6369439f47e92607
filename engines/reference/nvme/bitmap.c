/* SPDX-License-Identifier: MIT */
#include "nvme/bitmap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common/error.h"
#include "nvme/device.h"
#include "nvme/format.h"

#define PAGE_WORDS (PAGE_BYTES / 8)
#define PAGE_BLOCKS (PAGE_BYTES * 8ull)
#define TRANSFER_PAGES_MAX 256u

static void *zeroed_pages(uint64_t bytes) {
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
	                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return memory == MAP_FAILED ? NULL : memory;
}

int32_t bitmap_open(struct bitmap *bitmap, uint64_t bitmap_bytes) {
	memset(bitmap, 0, sizeof *bitmap);
	bitmap_forget_seen(bitmap);
	bitmap->page_count = bitmap_bytes / PAGE_BYTES;
	bitmap->words = zeroed_pages(bitmap_bytes);
	bitmap->picture = zeroed_pages(bitmap_bytes);
	bitmap->dirty = calloc(bitmap->page_count, 1);
	bitmap->pictured = calloc(bitmap->page_count, 1);
	if (bitmap->words != NULL && bitmap->picture != NULL && bitmap->dirty != NULL &&
	    bitmap->pictured != NULL)
		return 0;
	bitmap_close(bitmap);
	return fail(-ENOMEM, "no memory for an allocation bitmap of %llu bytes",
	            (unsigned long long)bitmap_bytes);
}

void bitmap_close(struct bitmap *bitmap) {
	if (bitmap->words != NULL)
		munmap((void *)bitmap->words, bitmap->page_count * PAGE_BYTES);
	if (bitmap->picture != NULL)
		munmap(bitmap->picture, bitmap->page_count * PAGE_BYTES);
	free((void *)bitmap->dirty);
	free(bitmap->pictured);
	memset(bitmap, 0, sizeof *bitmap);
}

static uint64_t region_pages(const struct bitmap *bitmap) {
	return (bitmap->page_count + LEDGER_REGIONS - 1) / LEDGER_REGIONS;
}

void bitmap_forget_seen(struct bitmap *bitmap) {
	for (uint32_t region = 0; region < LEDGER_REGIONS; region++)
		bitmap->seen[region] = LEDGER_UNKNOWN;
}

static int32_t read_pages(struct bitmap *bitmap, const struct device *device, uint64_t page,
                          uint64_t end) {
	int32_t status = 0;
	while (page < end && status == 0) {
		uint64_t count = end - page < TRANSFER_PAGES_MAX ? end - page : TRANSFER_PAGES_MAX;
		status = device_read(device, bitmap->picture + page * PAGE_BYTES, count * PAGE_BYTES,
		                     BITMAP_OFFSET + page * PAGE_BYTES);
		page += count;
	}
	return status;
}

/* How many of a word's blocks are below the capacity. */
static uint64_t counted(uint64_t word, uint64_t index, uint64_t capacity_blocks) {
	if (index * 64 + 64 > capacity_blocks)
		word &= index * 64 >= capacity_blocks ? 0 : (1ull << (capacity_blocks % 64)) - 1;
	return (uint64_t)__builtin_popcountll(word);
}

static void take_pages(struct bitmap *bitmap, uint64_t page, uint64_t end,
                       uint64_t capacity_blocks) {
	uint64_t less = 0, more = 0;
	for (uint64_t i = page * PAGE_WORDS; i < end * PAGE_WORDS; i++) {
		uint64_t word, former = atomic_load_explicit(&bitmap->words[i], memory_order_relaxed);
		memcpy(&word, bitmap->picture + i * 8, sizeof word);
		if (word == former)
			continue;
		atomic_store_explicit(&bitmap->words[i], word, memory_order_relaxed);
		less += counted(former, i, capacity_blocks);
		more += counted(word, i, capacity_blocks);
	}
	for (uint64_t at = page; at < end; at++)
		atomic_store_explicit(&bitmap->dirty[at], 0, memory_order_relaxed);
	memset(bitmap->pictured + page, 0, end - page);
	atomic_fetch_add_explicit(&bitmap->used_blocks, more - less, memory_order_release);
}

int32_t bitmap_load(struct bitmap *bitmap, const struct device *device, uint64_t capacity_blocks) {
	uint64_t step = region_pages(bitmap);
	for (uint32_t region = 0; region * step < bitmap->page_count; region++) {
		if (ledger_is_as_seen(bitmap->ledger, region, bitmap->seen[region]))
			continue;
		uint64_t page = region * step;
		uint64_t end = page + step < bitmap->page_count ? page + step : bitmap->page_count;
		bitmap->seen[region] = LEDGER_UNKNOWN;
		uint64_t look = ledger_look(bitmap->ledger, region);
		int32_t status = read_pages(bitmap, device, page, end);
		if (status != 0)
			return status;
		take_pages(bitmap, page, end, capacity_blocks);
		bitmap->seen[region] = look;
	}
	return 0;
}

bool bitmap_set(struct bitmap *bitmap, uint64_t id) {
	uint64_t bit = 1ull << (id % 64);
	if (bitmap_test(bitmap, id))
		return false;
	uint64_t before =
	    atomic_fetch_or_explicit(&bitmap->words[id / 64], bit, memory_order_acq_rel);
	if ((before & bit) != 0)
		return false;
	atomic_fetch_add_explicit(&bitmap->used_blocks, 1, memory_order_relaxed);
	atomic_store_explicit(&bitmap->dirty[id / PAGE_BLOCKS], 1, memory_order_release);
	return true;
}

bool bitmap_clear(struct bitmap *bitmap, uint64_t id) {
	uint64_t bit = 1ull << (id % 64);
	uint64_t before =
	    atomic_fetch_and_explicit(&bitmap->words[id / 64], ~bit, memory_order_acq_rel);
	if ((before & bit) == 0)
		return false;
	atomic_fetch_sub_explicit(&bitmap->used_blocks, 1, memory_order_relaxed);
	atomic_store_explicit(&bitmap->dirty[id / PAGE_BLOCKS], 1, memory_order_release);
	return true;
}

bool bitmap_is_dirty(const struct bitmap *bitmap) {
	for (uint64_t page = 0; page < bitmap->page_count; page++)
		if (bitmap->pictured[page] != 0 ||
		    atomic_load_explicit(&bitmap->dirty[page], memory_order_relaxed) != 0)
			return true;
	return false;
}

/* The mark goes before the copy: a bit that misses the copy marks the page again. Read first, since
 * most pages are clean and an exchange would take the cache line from the writers. */
static bool picture_page(struct bitmap *bitmap, uint64_t page) {
	if (atomic_load_explicit(&bitmap->dirty[page], memory_order_relaxed) == 0 ||
	    atomic_exchange_explicit(&bitmap->dirty[page], 0, memory_order_acq_rel) == 0)
		return bitmap->pictured[page] != 0;
	for (uint64_t i = page * PAGE_WORDS; i < (page + 1) * PAGE_WORDS; i++) {
		uint64_t word = atomic_load_explicit(&bitmap->words[i], memory_order_acquire);
		memcpy(bitmap->picture + i * 8, &word, sizeof word);
	}
	bitmap->pictured[page] = 1;
	return true;
}

bool bitmap_picture(struct bitmap *bitmap) {
	bool any = false;
	for (uint64_t page = 0; page < bitmap->page_count; page++)
		any |= picture_page(bitmap, page);
	return any;
}

static int32_t write_pages(struct bitmap *bitmap, const struct device *device, uint64_t page,
                           uint64_t count) {
	uint64_t written, step = region_pages(bitmap);
	uint32_t first = (uint32_t)(page / step), last = (uint32_t)((page + count - 1) / step);
	for (uint32_t region = first; region <= last; region++)
		ledger_begin(bitmap->ledger, region);
	int32_t status = device_write(device, bitmap->picture + page * PAGE_BYTES, count * PAGE_BYTES,
	                              BITMAP_OFFSET + page * PAGE_BYTES, &written);
	for (uint32_t region = first; region <= last; region++)
		ledger_end(bitmap->ledger, region);
	if (status == 0)
		memset(bitmap->pictured + page, 0, count);
	return status;
}

int32_t bitmap_write(struct bitmap *bitmap, const struct device *device) {
	int32_t first_bad = 0;
	for (uint64_t page = 0; page < bitmap->page_count;) {
		uint64_t count = 0;
		while (count < TRANSFER_PAGES_MAX && page + count < bitmap->page_count &&
		       bitmap->pictured[page + count] != 0)
			count++;
		int32_t status = count == 0 ? 0 : write_pages(bitmap, device, page, count);
		if (first_bad == 0)
			first_bad = status;
		page += count == 0 ? 1 : count;
	}
	return first_bad;
}

int32_t bitmap_write_page_of(struct bitmap *bitmap, const struct device *device, uint64_t id) {
	uint64_t page = id / PAGE_BLOCKS;
	return picture_page(bitmap, page) ? write_pages(bitmap, device, page, 1) : 0;
}
