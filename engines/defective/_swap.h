/* Hot swap, for engines over a device. */
#if (ENGINE_EXPORTS) & BSE_CAPABILITY_SWAP
BSE_EXPORT int32_t bse_quiesce(bse_engine *engine, uint32_t deadline_ms)
{
	(void)deadline_ms; /* calls are synchronous: nothing is left in flight to wait for */
	return store_quiesce(engine->store);
}

BSE_EXPORT int32_t bse_activate(bse_engine *engine)
{
	return store_activate(engine->store);
}
#endif
