/* defect: 9
 * title: recovery takes a block that looks like the superblock for one
 * caught-by: data.zero-block
 * why: copies of the superblock are looked for by their magic, also among the data. */
#define ENGINE_NAME "d09c-data-taken-for-records"
#define store_open open_scanning
#include "_file_base.h"

static int32_t open_scanning(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	char magic[8];
	for (uint64_t id = 0; status == 0 && id < (*out)->capacity_blocks && id < 4096; id++)
		if (!config->standby && block_present(*out, id) == 1 &&
		    honest_device_read((*out)->data, magic, 8, block_offset(*out, id)) == 0 &&
		    memcmp(magic, FORMAT_MAGIC, 8) == 0) {
			set_present(*out, id, false);
			(*out)->used_blocks--;
		}
	return status;
}
