/* Payloads that compress: of each 512-byte sector of a stamped block only the first `kept` bytes
 * stay as the stamp has them, the rest is zeros. Whatever unit a device compresses in, the share is
 * the same. With kept = 512 these are assay_stamp and assay_verify. */
#include <string.h>

#include "stamp.h"

/* What a stamp's words 2 to 7 say, as they lie in a sector (suites/model/stamp.ts). */
typedef struct claim {
	uint64_t id;
	uint32_t writer;
	uint32_t epoch;
	uint64_t sequence;
} claim;

ASSAY_EXPORT void assay_payload_stamp(uint8_t *block, uint32_t bytes, uint64_t id, uint32_t writer,
                                      uint32_t epoch, uint64_t sequence, uint32_t kept)
{
	assay_stamp(block, bytes, id, writer, epoch, sequence);
	for (uint32_t at = 0; kept < SECTOR_BYTES && at < bytes; at += SECTOR_BYTES)
		memset(block + at + kept, 0, SECTOR_BYTES - kept);
}

/* Puts back into each sector of `block` what was left out, where the sector has zeros there. */
static void fill_up(uint8_t *block, const uint8_t *whole, uint32_t bytes, uint32_t kept)
{
	static const uint8_t zeros[SECTOR_BYTES];
	for (uint32_t at = kept; at < bytes; at += SECTOR_BYTES)
		if (memcmp(block + at, zeros, SECTOR_BYTES - kept) == 0)
			memcpy(block + at, whole + at, SECTOR_BYTES - kept);
}

/* As assay_verify. What is wrong with a block is named by filling it up as the stamp that its first
 * sector claims; `scratch` and the block are changed then. */
ASSAY_EXPORT uint32_t assay_payload_verify(uint8_t *block, uint8_t *scratch, uint32_t bytes,
                                           uint64_t id, uint32_t writer, uint32_t epoch,
                                           uint64_t sequence, uint32_t kept)
{
	if (kept >= SECTOR_BYTES)
		return assay_verify(block, bytes, id, writer, epoch, sequence);
	assay_payload_stamp(scratch, bytes, id, writer, epoch, sequence, kept);
	if (memcmp(block, scratch, bytes) == 0)
		return MATCHES;
	claim found;
	memcpy(&found, block + 8, sizeof found);
	assay_stamp(scratch, bytes, found.id, found.writer, found.epoch, found.sequence);
	fill_up(block, scratch, bytes, kept);
	uint32_t mismatch = assay_verify(block, bytes, id, writer, epoch, sequence);
	/* Right once filled up, and still not what was written. */
	return mismatch == MATCHES ? FILL_DIFFERS : mismatch;
}
