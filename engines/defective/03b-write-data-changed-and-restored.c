/* defect: 3
 * title: the caller's write data is encrypted in place and decrypted again before the return
 * caught-by: data.guarded-buffers
 * verdict: crashed
 * why: whoever shares or maps that buffer sees the cipher text; from read-only memory it dies. */
#define ENGINE_NAME "d03b-write-data-restored"
#define store_write write_encrypted
#define store_read read_decrypted
#include "_file_base.h"

static void cipher(void *data, uint32_t bytes)
{
	for (uint32_t i = 0; i < bytes; i++)
		((volatile unsigned char *)data)[i] ^= (unsigned char)(i * 7 + 3);
}

static int32_t write_encrypted(struct store *store, uint64_t id, const void *data)
{
	cipher((void *)data, store->block_size);
	int32_t status = honest_store_write(store, id, data);
	cipher((void *)data, store->block_size);
	return status;
}

static int32_t read_decrypted(struct store *store, uint64_t id, void *buf)
{
	int32_t status = honest_store_read(store, id, buf);
	if (status == 0)
		cipher(buf, store->block_size);
	return status;
}
