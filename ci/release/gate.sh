#!/bin/sh
# SPDX-License-Identifier: MIT
# Gates a plugin's release: certified against the last one, no slower than it, then published.
#
#   sh gate.sh CANDIDATE.so [LAST_RELEASE.so]
#
# From the environment: ASSAY, the command (default: ci/assay of this repository); PROFILE (default:
# certification); OUT, directory for records and reports (default: assay-results); CATALOGUE, a
# catalogue of releases to publish in (default: nothing is published).
#
# Ends with the exit code of the first step that did not pass; after that nothing is published.
set -eu

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
	echo "usage: gate.sh CANDIDATE.so [LAST_RELEASE.so]" >&2
	exit 2
fi
candidate=$1
last=${2-}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${OUT:-assay-results}
profile=${PROFILE:-certification}
formats=html,junit,ctrf,markdown,sarif

assay() {
	if [ -n "${ASSAY-}" ]; then "$ASSAY" "$@"; else sh "$here/../assay" "$@"; fi
}

step() {
	echo "gate: $1" >&2
	shift
	code=0
	assay "$@" || code=$?
	if [ "$code" -ne 0 ]; then
		echo "gate: NOT RELEASED, exit code $code; nothing was published." >&2
		exit "$code"
	fi
}

step "the file itself" inspect "$candidate"
if [ -n "$last" ]; then
	step "certify against the last release" certify "$candidate" --baseline "$last" \
		--profile "$profile" --out "$out" --format "$formats"
	step "is it slower than the last release?" compare "$last" "$candidate" \
		--profile "$profile" --out "$out"
else
	step "certify, for the first time" certify "$candidate" \
		--profile "$profile" --out "$out" --format "$formats"
fi
if [ -n "${CATALOGUE-}" ]; then
	step "publish" engines --catalogue "$CATALOGUE" --publish "$candidate"
fi
echo "gate: RELEASED $candidate" >&2
