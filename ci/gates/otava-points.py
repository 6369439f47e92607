# Apache Otava's change points, for the scoreboard of `bench:gates -- --otava PYTHON`. Reads
# {"series": [[number]]}; writes {"version", "found": [[index]], "suite": [{"values", "changes",
# "found"}]}; the suite is what otava-test-data generates, where that package is installed.
import json
import sys
from importlib.metadata import version

from otava.analysis import compute_change_points

LENGTHS = [60, 100, 200, 300]
SEEDS = range(42, 46)
# Outliers, and changes of variance or phase alone, are not changes of the level.
LEVEL_CHANGES = ("step", "regression_start", "regression_end")


def otava(values):
    points, _ = compute_change_points(values)
    return sorted(int(point.index) for point in points)


def suite():
    try:
        from otava_test_data.generators.combiner import CombinationGenerator
    except ImportError:
        return
    for seed in SEEDS:
        for series in CombinationGenerator(lengths=LENGTHS, seed=seed).generate_with_noise_variants():
            values = [float(value) for value in series.data]
            changes = [c.index for c in series.change_points if c.change_type in LEVEL_CHANGES]
            yield {"values": values, "changes": sorted(changes), "found": otava(values)}


asked = json.load(sys.stdin)
found = [otava(values) for values in asked["series"]]
json.dump({"version": version("apache-otava"), "found": found, "suite": list(suite())}, sys.stdout)
