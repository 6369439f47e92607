import type {
	BatchItem,
	BatchOutcome,
	Engine,
	EngineStats,
	Status,
} from "../../../harness/contract/index.ts";
import { errno } from "../errno.ts";
import { FakeEngine } from "./engine.ts";

/** Test support: defects in what engines tell, and of the hand-over; see data-defects.ts. */
export class BatchCountsAsOne extends FakeEngine {
	override writeBatch(items: readonly BatchItem[]): BatchOutcome {
		const before = this.counts.writeOperations;
		const outcome = super.writeBatch(items);
		if (items.length > 0) this.counts.writeOperations = before + 1n;
		return outcome;
	}
}

export class FailuresAreSuccesses extends FakeEngine {
	protected override count(kind: "read" | "write" | "delete" | "flush", status: Status): Status {
		super.count(kind, status === -errno.ENOENT ? 0 : status);
		return status;
	}
}

export class UsedGrowsWithOverwrites extends FakeEngine {
	private writes = 0n;
	protected override store(id: bigint, bytes: Uint8Array): Status {
		this.writes += 1n;
		return super.store(id, bytes);
	}
	override stats(): EngineStats | Status {
		const stats = super.stats();
		if (typeof stats === "number") return stats;
		return { ...stats, usedBytes: this.writes * BigInt(this.blockBytes) };
	}
}

export class LatencyMadeUp extends FakeEngine {
	override stats(): EngineStats | Status {
		const stats = super.stats();
		if (typeof stats === "number" || stats.latencyUs === 0) return stats;
		return { ...stats, latencyUs: stats.latencyUs * 1000 };
	}
}

export class MetricsMadeUp extends FakeEngine {
	override collectMetrics(): string | Status {
		return '{"read_iops":125000,"write_iops":98000,"avg_latency":45.2,"queue_depth":0}';
	}
}

export class MetricsNotANumber extends FakeEngine {
	override collectMetrics(): string | Status {
		return '{"read_iops":NaN,"write_iops":0,"avg_latency":0,"queue_depth":0}';
	}
}

export class NeverHealthy extends FakeEngine {
	override checkHealth(): { healthy: number; reason: string } {
		return { healthy: 0, reason: "" };
	}
}

export class AlwaysHealthy extends FakeEngine {
	override checkHealth(): { healthy: number; reason: string } {
		return { healthy: 1, reason: "" };
	}
}

export class LogsItsDrain extends FakeEngine {
	override drainLog(capacity = 65536): string | Status {
		const text = super.drainLog(capacity);
		this.note("debug", "drained");
		return text;
	}
}

export class LogLevelIgnored extends FakeEngine {
	override setLogLevel(_level: number): Status {
		return 0;
	}
}

export class FallbackIsElsewhere extends FakeEngine {
	override fallback(): Engine | Status {
		const device = this.parts.device.another();
		return new FakeEngine({ ...this.parts, device });
	}
}

export class NotFenced extends FakeEngine {
	protected override fenced(): boolean {
		return false;
	}
}

export class NothingSaid extends FakeEngine {
	override lastError(): string {
		return "";
	}
}
