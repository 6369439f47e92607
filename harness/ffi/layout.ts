/**
 * Sizes and offsets, in bytes, of the structs that cross the boundary; little-endian, LP64. A test
 * holds them against what a C compiler makes of the headers.
 */
export const layouts = {
	bse_stats: {
		size: 104,
		fields: {
			size: 0,
			reserved: 4,
			capacity_bytes: 8,
			used_bytes: 16,
			read_operations: 24,
			write_operations: 32,
			delete_operations: 40,
			flush_operations: 48,
			read_errors: 56,
			write_errors: 64,
			delete_errors: 72,
			flush_errors: 80,
			iops: 88,
			latency_us: 96,
		},
	},
	bse_io: { size: 24, fields: { id: 0, data: 8, len: 16, status: 20 } },
	bse_op: { size: 32, fields: { user_data: 0, id: 8, data: 16, len: 24, opcode: 28 } },
	bse_completion: { size: 16, fields: { user_data: 0, status: 8, reserved: 12 } },
	bse_plugin_header: { size: 16, fields: { magic: 0, version: 4, reserved: 6, entry_offset: 8 } },
	bse_descriptor: {
		size: 168,
		fields: {
			size: 0,
			plugin_version: 4,
			capabilities: 8,
			guarantees: 16,
			block_size_min: 24,
			block_size_max: 28,
			buffer_alignment: 32,
			reserved: 36,
			name: 40,
			vendor: 72,
			build: 104,
		},
	},
	bse_note: {
		size: 200,
		fields: {
			name_size: 0,
			descriptor_size: 4,
			type: 8,
			owner: 12,
			header: 16,
			descriptor: 32,
		},
	},
} as const;
