/* The file engines' device: a superblock, one byte-addressed bitmap of present blocks, the data.
 * Nothing of it is cached, so another engine over the same device sees every change at once.
 * Not covered: after a power cut a block written since the last flush may be present with former
 * data, which an engine without BSE_GUARANTEE_ATOMIC_BLOCKS may show. */
#define PAGE 4096u
#define FORMAT_MAGIC "ASSAYDEF"

struct superblock {
	char magic[8];
	uint32_t version;
	uint32_t block_size;
	uint64_t capacity_blocks;
	uint64_t epoch; /* of the writer; a larger one fences the former */
	uint64_t checksum;
};

enum state { STATE_STANDBY, STATE_SERVING, STATE_FENCED };

#define FILE_COMMON                                       \
	STORE_COMMON                                          \
	int meta;                 /* buffered */              \
	int data;                 /* O_DIRECT in the direct engines */ \
	enum state state;                                     \
	struct superblock super;                              \
	bool sync_failed;

struct store {
	FILE_COMMON
#ifdef CACHE_FIELDS
	CACHE_FIELDS
#endif
	STORE_FIELDS
};

static uint64_t super_checksum(const struct superblock *super)
{
	const unsigned char *at = (const unsigned char *)super;
	uint64_t hash = 14695981039346656037ull; /* FNV-1a */
	for (size_t i = 0; i < offsetof(struct superblock, checksum); i++)
		hash = (hash ^ at[i]) * 1099511628211ull;
	return hash;
}

static uint64_t data_start(uint64_t capacity_blocks)
{
	return PAGE + ((capacity_blocks + 7) / 8 + PAGE - 1) / PAGE * PAGE;
}

static UNUSED uint64_t honest_block_offset(struct store *store, uint64_t id)
{
	return data_start(store->super.capacity_blocks) + id * store->block_size;
}

#ifndef block_offset
#define block_offset honest_block_offset
#endif
static uint64_t block_offset(struct store *store, uint64_t id);

static int32_t super_write(struct store *store, uint64_t epoch)
{
	static _Thread_local unsigned char page[PAGE];
	struct superblock super = store->super;
	uint64_t done;
	super.epoch = epoch;
	super.checksum = super_checksum(&super);
	memset(page, 0, sizeof page);
	memcpy(page, &super, sizeof super);
	int32_t status = honest_device_write(store->meta, page, PAGE, 0, &done);
	if (status == 0 && fdatasync(store->meta) != 0)
		status = fail(-errno, "superblock: %s", strerror(errno));
	if (status == 0)
		store->super = super;
	return status;
}

/* Reads the superblock. -ENODATA: the device is not one of ours. */
static int32_t super_read(struct store *store)
{
	struct superblock super;
	int32_t status = honest_device_read(store->meta, &super, sizeof super, 0);
	if (status != 0)
		return status;
	if (memcmp(super.magic, FORMAT_MAGIC, 8) != 0 || super.checksum != super_checksum(&super))
		return -ENODATA;
	store->super = super;
	return 0;
}

/* 1 present, 0 absent, or a negative errno. */
static UNUSED int32_t block_present(struct store *store, uint64_t id)
{
	unsigned char byte;
	int32_t status = honest_device_read(store->meta, &byte, 1, PAGE + id / 8);
	return status != 0 ? status : byte >> (id % 8) & 1;
}

static UNUSED int32_t honest_set_present(struct store *store, uint64_t id, bool present)
{
	unsigned char byte;
	uint64_t done;
	int32_t status = honest_device_read(store->meta, &byte, 1, PAGE + id / 8);
	if (status != 0)
		return status;
	byte = (unsigned char)(present ? byte | 1u << (id % 8) : byte & ~(1u << (id % 8)));
	return honest_device_write(store->meta, &byte, 1, PAGE + id / 8, &done);
}

#ifndef set_present
#define set_present honest_set_present
#endif
static int32_t set_present(struct store *store, uint64_t id, bool present);

static int32_t count_used(struct store *store)
{
	uint64_t bytes = (store->capacity_blocks + 7) / 8, used = 0;
	unsigned char *buf = malloc(PAGE);
	int32_t status = 0;
	for (uint64_t at = 0; at < bytes && status == 0;) {
		off_t next = lseek(store->meta, (off_t)(PAGE + at), SEEK_DATA);
		if (next < 0 || (uint64_t)next - PAGE >= bytes)
			break;
		at = (uint64_t)next - PAGE;
		uint64_t length = bytes - at < PAGE ? bytes - at : PAGE;
		status = honest_device_read(store->meta, buf, length, PAGE + at);
		for (uint64_t i = 0; i < length && status == 0; i++)
			for (uint64_t bit = 0; bit < 8; bit++)
				used += (at + i) * 8 + bit < store->capacity_blocks && (buf[i] >> bit & 1);
		at += length;
	}
	free(buf);
	if (status == 0)
		store->used_blocks = used;
	return status;
}
