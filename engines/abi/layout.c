/* SPDX-License-Identifier: MIT
 *
 * Prints every struct of the ABI as JSON: its size, and each field's offset and size, as this
 * compiler lays it out. layout.golden.json holds what it must print on every 64-bit target; a
 * binding in another language compares itself with that. */
#include "block_engine.h"

#include <stddef.h>
#include <stdio.h>

static const char *separator;

#define STRUCT(type)                                                             \
	printf("%s\t\"%s\": {\n\t\t\"size\": %zu,\n\t\t\"fields\": {", separator, #type, sizeof(type)); \
	separator = "\n\t\t}\n\t},\n";                                              \
	comma = ""

#define FIELD(type, field)                                                               \
	printf("%s\n\t\t\t\"%s\": { \"offset\": %zu, \"size\": %zu }", comma, #field,          \
	       offsetof(type, field), sizeof(((type *)0)->field));                           \
	comma = ","

int main(void) {
	const char *comma = "";
	separator = "{\n";
	STRUCT(bse_plugin_header);
	FIELD(bse_plugin_header, magic);
	FIELD(bse_plugin_header, version);
	FIELD(bse_plugin_header, reserved);
	FIELD(bse_plugin_header, entry_offset);
	STRUCT(bse_descriptor);
	FIELD(bse_descriptor, size);
	FIELD(bse_descriptor, plugin_version);
	FIELD(bse_descriptor, capabilities);
	FIELD(bse_descriptor, guarantees);
	FIELD(bse_descriptor, block_size_min);
	FIELD(bse_descriptor, block_size_max);
	FIELD(bse_descriptor, buffer_alignment);
	FIELD(bse_descriptor, reserved);
	FIELD(bse_descriptor, name);
	FIELD(bse_descriptor, vendor);
	FIELD(bse_descriptor, build);
	STRUCT(bse_note);
	FIELD(bse_note, name_size);
	FIELD(bse_note, descriptor_size);
	FIELD(bse_note, type);
	FIELD(bse_note, owner);
	FIELD(bse_note, header);
	FIELD(bse_note, descriptor);
	STRUCT(bse_stats);
	FIELD(bse_stats, size);
	FIELD(bse_stats, reserved);
	FIELD(bse_stats, capacity_bytes);
	FIELD(bse_stats, used_bytes);
	FIELD(bse_stats, read_operations);
	FIELD(bse_stats, write_operations);
	FIELD(bse_stats, delete_operations);
	FIELD(bse_stats, flush_operations);
	FIELD(bse_stats, read_errors);
	FIELD(bse_stats, write_errors);
	FIELD(bse_stats, delete_errors);
	FIELD(bse_stats, flush_errors);
	FIELD(bse_stats, iops);
	FIELD(bse_stats, latency_us);
	STRUCT(bse_io);
	FIELD(bse_io, id);
	FIELD(bse_io, data);
	FIELD(bse_io, len);
	FIELD(bse_io, status);
	STRUCT(bse_op);
	FIELD(bse_op, user_data);
	FIELD(bse_op, id);
	FIELD(bse_op, data);
	FIELD(bse_op, len);
	FIELD(bse_op, opcode);
	STRUCT(bse_completion);
	FIELD(bse_completion, user_data);
	FIELD(bse_completion, status);
	FIELD(bse_completion, reserved);
	printf("\n\t\t}\n\t}\n}\n");
	return 0;
}
