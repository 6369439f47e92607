/* SPDX-License-Identifier: MIT
 *
 * Before a device is formatted: does it really hold nothing? */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "nvme/device.h"
#include "nvme/format.h"

#define BLANK_PIECE_BYTES 1048576u
#define BLANK_READ_WHOLE_BYTES (1ull << 30)

static bool is_zero(const unsigned char *data, uint64_t length) {
	return length == 0 || (data[0] == 0 && memcmp(data, data + 1, length - 1) == 0);
}

static int32_t check_piece(const struct device *device, unsigned char *piece, uint64_t offset,
                           uint64_t length) {
	uint64_t tail = length % device->sector_bytes; /* a file may end inside a sector: not ours */
	length -= tail;
	int32_t status = length == 0 ? 0 : device_read(device, piece, length, offset);
	if (status != 0)
		return status;
	if (offset <= MEETING_OFFSET && offset + length > MEETING_OFFSET)
		memset(piece + (MEETING_OFFSET - offset), 0, PAGE_BYTES);
	return is_zero(piece, length) ? 0 : -EEXIST;
}

int32_t device_check_blank(const struct device *device, uint64_t data_offset) {
	unsigned char *piece = aligned_alloc(PAGE_BYTES, BLANK_PIECE_BYTES);
	int32_t status = piece == NULL ? -ENOMEM : 0;
	uint64_t budget = data_offset + BLANK_READ_WHOLE_BYTES;
	for (uint64_t at = 0; at < device->bytes && status == 0;) {
		uint64_t data = device_next_data(device, at);
		if (data > at) { /* holes end where file system blocks begin */
			at = data / PAGE_BYTES * PAGE_BYTES;
			if (at >= device->bytes)
				break;
		}
		uint64_t length = device->bytes - at < BLANK_PIECE_BYTES ? device->bytes - at
		                                                         : BLANK_PIECE_BYTES;
		uint64_t looked_at = budget > 0 || length < PAGE_BYTES ? length : PAGE_BYTES;
		status = check_piece(device, piece, at, looked_at);
		budget = budget > length ? budget - length : 0;
		at += length;
	}
	free(piece);
	return status;
}
