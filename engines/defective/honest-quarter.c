/* honest: the file base that offers a quarter of a fresh device, as a log in two halves with a
 * header for each small block does, and less where blocks of 512 bytes take a page each; more is
 * -ENOSPC. */
#define ENGINE_NAME "honest-quarter"
#define store_open open_quarter
#include "_file_base.h"

static bool is_fresh(int fd)
{
	unsigned char first[PAGE] = {0};
	if (pread(fd, first, sizeof first, 0) != (ssize_t)sizeof first)
		return false;
	for (size_t at = 0; at < sizeof first; at++)
		if (first[at] != 0)
			return false;
	return true;
}

static int32_t open_quarter(const struct config *config, struct store **out)
{
	int fd = open(config->device, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return honest_store_open(config, out);
	off_t end = lseek(fd, 0, SEEK_END);
	bool fresh = is_fresh(fd);
	close(fd);
	struct config own = *config;
	uint64_t place = config->block_size * 4 > PAGE ? config->block_size * 4 : PAGE + PAGE / 16;
	uint64_t most = end > 0 ? (uint64_t)end / place : 0;
	if (fresh && !config->standby) {
		if (own.capacity_blocks > most)
			return fail(-ENOSPC, "capacity_blocks: %llu at most on this device",
			            (unsigned long long)most);
		if (own.capacity_blocks == 0)
			own.capacity_blocks = most;
	}
	return honest_store_open(&own, out);
}
