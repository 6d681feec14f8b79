#!/usr/bin/env bash
# The long form of the crash campaigns, whose short form is among the tests: runs on a storage that fails, and the executable killed by SIGKILL.
# The release build must be there: `make soak` makes it. Everything is also written to artifacts/soak.log.
# Settings: SEED (of the first case; default: by the clock), CASES (of each campaign; default 100; a case is 10 faulted steps or kills).
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly configuration=${CONFIGURATION:-Release}
readonly seed=${SEED:-$((EPOCHSECONDS % 1000000000))}
readonly cases=${CASES:-100}
readonly log=artifacts/soak.log
status=0

# campaign PROJECT: its tests of a name that ends in CampaignTests.
campaign() {
    # The limit is generous: a case takes about 3 seconds with faults, and 15 with kills.
    timeout --foreground --kill-after=30 $((600 + cases * 60)) \
        "artifacts/bin/$1/${configuration,,}/$1" --no-progress --show-live-output on --filter-class '*CampaignTests' \
        </dev/null 2>&1 | tee -a "$log" || status=1
}

mkdir -p artifacts
export CAIRN_SOAK_SEED=$seed CAIRN_SOAK_FAULT_CASES=$cases CAIRN_SOAK_KILL_CASES=$cases
printf 'soak: SEED=%s CASES=%s\n' "$seed" "$cases" | tee "$log"
campaign Cairn.Restic.Tests
campaign Cairn.EndToEnd.Tests
verdict='nothing was lost'
if ((status != 0)); then verdict=FAILED; fi
printf 'soak: %s; SEED=%s CASES=%s; all of it is in %s\n' "$verdict" "$seed" "$cases" "$log" | tee -a "$log"
exit "$status"
