/* SPDX-License-Identifier: MIT
 *
 * memory's life cycle. The fallback is a second handle on the same table, with counters and health
 * of its own. */

#define BLOCK_SIZE_MIN 512u
#define BLOCK_SIZE_MAX 1048576u
#define CAPACITY_BLOCKS_DEFAULT (1ull << 20) /* for a device that is smaller than one block */

struct bse_engine {
	uint64_t capacity_blocks;
	uint32_t block_size;
	uint32_t queue_depth;
	struct table *table;
	struct pool *pool;
	struct bse_engine *fallback; /* NULL in the fallback itself */
	int device;
	struct telemetry telemetry;
};

/* Locks one byte of the device for this open file (not for the process, so that a second engine in
 * this process is refused, too). Returns the descriptor. */
static int32_t device_claim(const char *path, uint64_t *bytes) {
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
	struct stat facts;
	int device = open(path, O_RDWR | O_CLOEXEC);
	if (device < 0)
		return fail(-errno, "config key \"device\": cannot open %s: %s", path, strerror(errno));
	if (fstat(device, &facts) != 0 || fcntl(device, F_OFD_SETLK, &lock) != 0) {
		int32_t status = errno == EAGAIN || errno == EACCES ? -EBUSY : -errno;
		close(device);
		return status == -EBUSY ? fail(status, "another engine serves %s", path)
		                        : fail(status, "cannot lock %s: %s", path, strerror(-status));
	}
	off_t end = S_ISREG(facts.st_mode) ? facts.st_size : lseek(device, 0, SEEK_END);
	*bytes = end > 0 ? (uint64_t)end : 0;
	return device;
}

static bse_engine *handle_open(const struct config *config, uint64_t capacity_blocks, int device) {
	bse_engine *engine = aligned_alloc(128, (sizeof *engine + 127) / 128 * 128);
	if (engine == NULL)
		return NULL;
	memset(engine, 0, sizeof *engine);
	engine->capacity_blocks = capacity_blocks;
	engine->block_size = config->block_size;
	engine->queue_depth = config->queue_depth;
	engine->device = device;
	telemetry_open(&engine->telemetry, 0, config->log_level);
	return engine;
}

static void handle_close(bse_engine *engine) {
	if (engine == NULL)
		return;
	telemetry_close(&engine->telemetry);
	free(engine);
}

static int32_t engine_open(bse_engine *engine, const struct config *config) {
	size_t table_bytes = (sizeof(struct table) + 127) / 128 * 128;
	if (engine != NULL)
		engine->fallback = handle_open(config, engine->capacity_blocks, -1);
	struct table *table = aligned_alloc(128, table_bytes);
	struct pool *pool = malloc(sizeof *pool);
	int32_t status = engine == NULL || engine->fallback == NULL || table == NULL || pool == NULL
	                     ? fail(-ENOMEM, "no memory for the engine")
	                     : pool_open(pool, config->pool_buffers, config->block_size);
	if (status != 0) {
		free(table);
		free(pool);
		return status;
	}
	table_open(table, config->block_size);
	engine->table = engine->fallback->table = table;
	engine->pool = engine->fallback->pool = pool;
	return 0;
}

int32_t bse_initialize(const char *config_json, uint32_t config_len, bse_engine **out) {
	struct config config;
	uint64_t device_bytes = 0;
	int32_t status = config_parse(config_json, config_len, BLOCK_SIZE_MIN, BLOCK_SIZE_MAX, &config);
	if (status != 0)
		return status;
	if (out == NULL)
		return fail(-EINVAL, "there is nowhere to put the engine: out is NULL");
	int32_t device = device_claim(config.device, &device_bytes);
	if (device < 0)
		return device;
	uint64_t capacity_blocks = config.capacity_blocks != 0 ? config.capacity_blocks
	                           : device_bytes >= config.block_size
	                               ? device_bytes / config.block_size
	                               : CAPACITY_BLOCKS_DEFAULT;
	bse_engine *engine = handle_open(&config, capacity_blocks, device);
	status = engine_open(engine, &config);
	if (status != 0) {
		if (engine != NULL)
			handle_close(engine->fallback);
		handle_close(engine);
		close(device);
		return status;
	}
	log_write(&engine->telemetry.log, BSE_LOG_INFO, "serving from memory, block size %u",
	          config.block_size);
	*out = engine;
	return 0;
}

int32_t bse_shutdown(bse_engine *engine) {
	if (engine == NULL || engine->fallback == NULL)
		return fail(-EINVAL, "the engine is NULL, or a fallback, which ends with its parent");
	table_close(engine->table);
	pool_close(engine->pool);
	free(engine->table);
	free(engine->pool);
	close(engine->device);
	handle_close(engine->fallback);
	handle_close(engine);
	return 0;
}

int32_t bse_get_fallback_engine(bse_engine *engine, bse_engine **out) {
	if (out == NULL)
		return fail(-EINVAL, "there is nowhere to put the fallback engine: out is NULL");
	if (engine->fallback == NULL)
		return fail(-ENOENT, "a fallback engine has no fallback engine");
	*out = engine->fallback;
	return 0;
}

static uint64_t engine_used_blocks(bse_engine *engine) {
	return atomic_load_explicit(&engine->table->used_blocks, memory_order_relaxed);
}
