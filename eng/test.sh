#!/usr/bin/env bash
# Runs the test projects one after the other (two cores are soon full) and ends with the line "N passed, N failed, N skipped".
# The release build must be there: `make test` makes it. Usage: eng/test.sh [PROJECT…], for instance eng/test.sh Cairn.Restic.Tests
#
# The numbers come from the reports (TRX) that the runner writes, and they err on the side of failure: a project that ended badly without
# a failed test, wrote no report, or holds sources but ran no test counts as one failure.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly results=artifacts/tests
readonly configuration=${CONFIGURATION:-Release}

passed=0 failed=0 skipped=0

# counter REPORT NAME…: the sum of these attributes of the report's <Counters>.
counter() {
    local report=$1 name value sum=0
    shift
    for name in "$@"; do
        value=$(grep -o '<Counters [^>]*>' "$report" | grep -oE " $name=\"[0-9]+\"" | grep -oE '[0-9]+') || value=0
        sum=$((sum + value))
    done
    printf '%s' "$sum"
}

run_project() {
    local project=$1 report=$results/$1.trx status=0 bad=0 ran=0
    if ! compgen -G "tests/$project/*.cs" >/dev/null && ! compgen -G "tests/$project/*/*.cs" >/dev/null; then
        printf '%s: no tests yet\n' "$project"
        return
    fi
    # The runner's own limit ends a stuck run with a report; the outer one is for a runner that is stuck itself.
    timeout --foreground --kill-after=30 960 \
        dotnet test --project "tests/$project" --configuration "$configuration" --no-build --no-progress --timeout 15m \
        --results-directory "$results" --report-xunit-trx --report-xunit-trx-filename "$project.trx" </dev/null || status=$?
    if [[ -f $report ]]; then
        ran=$(counter "$report" total)
        bad=$(counter "$report" failed error timeout aborted)
        passed=$((passed + $(counter "$report" passed)))
        skipped=$((skipped + $(counter "$report" notExecuted)))
    fi
    if ((bad == 0 && (status != 0 || ran == 0))); then
        printf '%s: status %s after %s tests, yet no failed test in the report: counted as one failure\n' "$project" "$status" "$ran"
        bad=1
    fi
    failed=$((failed + bad))
}

main() {
    local path
    local -a projects=("$@")
    if ((${#projects[@]} == 0)); then
        for path in tests/*.Tests/*.csproj; do projects+=("$(basename "$path" .csproj)"); done
    fi
    rm -rf "$results"
    mkdir -p "$results"
    for path in "${projects[@]}"; do run_project "$path"; done

    if ((passed + failed == 0)); then
        printf 'No test was run at all; that is a failure.\n'
        failed=1
    fi
    if compgen -G "$results/*.trx" >/dev/null; then
        grep -hoE '<UnitTestResult [^>]*outcome="Failed"' "$results"/*.trx | sed -E 's/.*testName="([^"]*)".*/failed: \1/' || true
    fi
    printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped" | tee "$results/summary.txt"
    ((failed == 0))
}

main "$@"
