/* defect: 26
 * title: atomic blocks by its word, but a block is written sector by sector in place
 * caught-by: durability.atomic-blocks powercut.atomic-blocks
 * attempts: 3
 * why: the claim is true for one sector; a block has eight. */
#define ENGINE_NAME "d26-torn-block-after-crash"
#define ENGINE_GUARANTEES                                    \
	(BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE | \
	 BSE_GUARANTEE_DURABLE_AT_FLUSH | BSE_GUARANTEE_ATOMIC_BLOCKS)
#define device_write write_sectors
#include "_file_base.h"

static int32_t write_sectors(int fd, const void *data, uint64_t size, uint64_t offset,
                             uint64_t *done)
{
	for (*done = 0; *done < size;) {
		uint64_t part;
		int32_t status =
		    honest_device_write(fd, (const char *)data + *done, 512, offset + *done, &part);
		*done += part;
		if (status != 0)
			return status;
	}
	return 0;
}
