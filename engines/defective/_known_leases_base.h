/* The memory base with a list of what is leased out, for defects that write to those buffers. */
#define ENGINE_FIELDS struct { uint64_t id; void *data; } leases[64];
#define serve_lease lease_remembered
#define serve_release release_remembered
#include "_memory_base.h"

static int32_t lease_remembered(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	for (int i = 0; i < 64 && status == 0; i++) {
		if (engine->leases[i].data != NULL)
			continue;
		engine->leases[i].id = id;
		engine->leases[i].data = (void *)(uintptr_t)*data;
		break;
	}
	return status;
}

static int32_t release_remembered(bse_engine *engine, const void *data)
{
	for (int i = 0; i < 64; i++)
		if (engine->leases[i].data == data)
			engine->leases[i].data = NULL;
	return honest_serve_release(engine, data);
}

/* The block's new contents, put where it is leased out. */
static void refresh_leases(bse_engine *engine, uint64_t id, const void *data)
{
	for (int i = 0; i < 64; i++)
		if (engine->leases[i].data != NULL && engine->leases[i].id == id)
			memcpy(engine->leases[i].data, data, engine->block_size);
}
