#!/usr/bin/env bash
# What a change must pass besides the tests. The release build (warnings are errors) must be there: `make check` makes it.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly configuration=${CONFIGURATION:-Release}
status=0

# step WHAT ADVICE COMMAND…: runs it, and goes on after a failure so that one run shows all there is to mend.
step() {
    local what=$1 advice=$2
    shift 2
    if "$@"; then
        printf 'check: %s: good\n' "$what"
    else
        printf 'check: %s: FAILED. %s\n' "$what" "$advice" >&2
        status=1
    fi
}

scripts() {
    local file bad=0
    while IFS= read -r file; do
        if head -n 1 "$file" | grep -qE '^#!.*\b(ba)?sh$'; then bash -n "$file" || bad=1; fi
    done < <(git ls-files --cached --others --exclude-standard -- eng .ci '*.sh')
    return "$bad"
}

step 'lock files' 'Run dotnet restore and commit the packages.lock.json files.' dotnet restore Cairn.slnx --locked-mode --verbosity quiet
step 'format' 'Run dotnet format whitespace Cairn.slnx.' dotnet format whitespace Cairn.slnx --no-restore --verify-no-changes
step 'scripts' 'bash -n names the line.' scripts
step 'tidy' 'The failed tests say what to do.' \
    dotnet test --project tests/Cairn.Tidy.Tests --configuration "$configuration" --no-build --no-progress
exit "$status"
