#!/usr/bin/env bash
# Makes a repository of many small blobs, for measuring what depends on their number. restic's check finds nothing wrong with it.
# The release build must be there. Usage: RESTIC_PASSWORD=… eng/large-repository.sh DIRECTORY [BLOBS [SNAPSHOTS [SEED]]]
# Two million blobs (the default, in 40 snapshots) take 650 MB and about a minute.
set -euo pipefail

if [[ $# -lt 1 || -z ${RESTIC_PASSWORD:-} ]]; then
    printf 'usage: RESTIC_PASSWORD=… %s DIRECTORY [BLOBS [SNAPSHOTS [SEED]]]\n' "$0" >&2
    exit 2
fi
CAIRN_LARGE_PATH=$(realpath -m -- "$1")
export CAIRN_LARGE_PATH CAIRN_LARGE_BLOBS=${2:-} CAIRN_LARGE_SNAPSHOTS=${3:-} CAIRN_LARGE_SEED=${4:-}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec timeout --foreground --kill-after=30 1800 \
    dotnet test --project tests/Cairn.Restic.Tests --configuration "${CONFIGURATION:-Release}" --no-build --no-progress --show-live-output on \
    --explicit only --filter-method '*LargeRepositoryTests.Make_one_for_benchmarks' </dev/null
