/* An honest engine that only appends: blocks and deletes are records of one size in one of two
 * halves. A full half is compacted into the other one, which a mark then names. A recovery follows
 * the chain: records of this generation, each with the number and the sum of the one before it.
 * Not covered: a configuration without a capacity, which leaves the log no room. */
#define ENGINE_GUARANTEES                                    \
	(BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE | \
	 BSE_GUARANTEE_DURABLE_AT_FLUSH | BSE_GUARANTEE_ATOMIC_BLOCKS | BSE_GUARANTEE_PREFIX_RECOVERY)
#define ENGINE_CAPABILITIES BSE_CAPABILITY_HEALTH
#define SPARE_RECORDS 12u
#ifndef LOG_FIELDS
#define LOG_FIELDS
#endif
#define STORE_FIELDS                                                   \
	LOG_FIELDS                                                         \
	uint64_t generation, chain; /* chain: sum of the last record */    \
	uint32_t tail;                                                     \
	uint32_t *places;       /* of each block: its record + 1 */        \
	unsigned char *record;  /* header and block, as on the device */
#define store_open open_log
#define store_close close_log
#define store_read read_record
#define store_write append_write
#define store_delete append_delete
#include "_file_base.h"

enum record_kind { RECORD_BLOCK = 1, RECORD_DELETE };

struct record_header {
	uint64_t generation, number, before, id, kind, sum;
};

struct log_mark {
	uint64_t generation, check;
};

#ifndef has_room
#define has_room(store, kind) ((void)(kind), (store)->tail < record_count(store))
#endif
#ifdef takes_back /* a delete that needs no record */
static bool takes_back(struct store *store, uint64_t id, int kind, bool was_there);
#else
#define takes_back(store, id, kind, was_there) ((void)(id), false)
#endif
#ifndef follows
#define follows(store, header)                                                   \
	((header)->generation == (store)->generation && (header)->number == (store)->tail && \
	 (header)->before == (store)->chain)
#endif

static uint32_t record_count(struct store *store)
{
	return (uint32_t)store->super.capacity_blocks + SPARE_RECORDS;
}

static uint64_t record_bytes(struct store *store)
{
	return PAGE + store->block_size;
}

static uint64_t record_at(struct store *store, uint64_t generation, uint64_t number)
{
	uint64_t half = generation % 2 * record_count(store);
	return data_start(store->super.capacity_blocks) + (half + number) * record_bytes(store);
}

static uint64_t mark_at(struct store *store)
{
	return record_at(store, 1, record_count(store));
}

static uint64_t sum_record(struct store *store)
{
	struct record_header *header = (struct record_header *)store->record;
	uint64_t sum = 14695981039346656037ull ^ header->generation ^ header->number << 32;
	sum = (sum * 31 + header->before * 7 + header->id) * 31 + header->kind;
	for (uint32_t i = 0; i < store->block_size; i++)
		sum = (sum ^ store->record[PAGE + i]) * 1099511628211ull;
	return sum;
}

/* Behind the last record; the record's block is in its place already. */
static int32_t put_record(struct store *store, uint64_t id, enum record_kind kind)
{
	struct record_header *header = (struct record_header *)store->record;
	uint64_t done;
	memset(store->record, 0, PAGE);
	*header = (struct record_header){.generation = store->generation,
	                                 .number = store->tail,
	                                 .before = store->chain,
	                                 .id = id,
	                                 .kind = kind};
	header->sum = sum_record(store);
	int32_t status =
	    honest_device_write(store->data, store->record, record_bytes(store),
	                        record_at(store, store->generation, store->tail), &done);
	if (status != 0)
		return status;
	store->chain = header->sum;
	store->tail++;
	store->places[id] = kind == RECORD_BLOCK ? store->tail : 0;
	return 0;
}

static int32_t write_mark(struct store *store)
{
	struct log_mark mark = {store->generation, ~store->generation};
	uint64_t done;
	int32_t status = honest_device_write(store->meta, &mark, sizeof mark, mark_at(store), &done);
	return status != 0 ? status : device_sync(store);
}

/* What is there goes into the other half, and is durable before the mark names it. */
static int32_t compact(struct store *store)
{
	uint64_t former = store->generation;
	int32_t status = 0;
	store->generation++;
	store->tail = 0;
	store->chain = 0;
	for (uint64_t id = 0; id < store->capacity_blocks && status == 0; id++) {
		if (store->places[id] == 0)
			continue;
		status = honest_device_read(store->data, store->record, record_bytes(store),
		                            record_at(store, former, store->places[id] - 1));
		if (status == 0)
			status = put_record(store, id, RECORD_BLOCK);
	}
	if (status == 0)
		status = device_sync(store);
	return status != 0 ? status : write_mark(store);
}

#include "_log_calls.h"
