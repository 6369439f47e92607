/* defect: 3
 * title: the caller's write data is encrypted in place
 * caught-by: data.buffers-belong-to-caller
 * why: the cipher works in place and nobody copied first; reads decrypt, so data look right. */
#define ENGINE_NAME "d03-write-data-changed"
#define store_write write_encrypted
#define store_read read_decrypted
#include "_file_base.h"

static void cipher(void *data, uint32_t bytes)
{
	for (uint32_t i = 0; i < bytes; i++)
		((unsigned char *)data)[i] ^= (unsigned char)(i * 7 + 3);
}

static int32_t write_encrypted(struct store *store, uint64_t id, const void *data)
{
	cipher((void *)data, store->block_size);
	return honest_store_write(store, id, data);
}

static int32_t read_decrypted(struct store *store, uint64_t id, void *buf)
{
	int32_t status = honest_store_read(store, id, buf);
	if (status == 0)
		cipher(buf, store->block_size);
	return status;
}
