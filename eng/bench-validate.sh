#!/usr/bin/env bash
# Measures `cairn validate` on 1,000 manifests in 250 files: the examples of the API reference, each copy in a namespace of its own.
# The release build must be there. Settings: ROUNDS (5).
set -euo pipefail

# shellcheck source=eng/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

readonly copies=250
readonly examples=$root/docs/reference/api/examples

# Four kinds that refer to each other, so that schema, rules and references are all exercised.
make_manifests() {
    local i kind
    mkdir "$scratch/manifests"
    for ((i = 0; i < copies; i++)); do
        for kind in backupconfiguration retentionpolicy appbinding backupstorage; do
            # Each storage is a place of its own: two objects for one place are an error, and rightly so.
            sed -E "s/^( *)namespace: .*/\1namespace: team-$i/; s/^( *prefix): .*/\1: team-$i/" "$examples/$kind.yaml"
            printf -- '---\n'
        done >"$scratch/manifests/$i.yaml"
    done
}

main() {
    local i begin wall walls=()
    open_scratch
    make_manifests
    "$CAIRN" validate -f "$scratch/manifests" 2>&1 | tail -n 1
    for ((i = 0; i < ${ROUNDS:-5}; i++)); do
        begin=$(now)
        "$CAIRN" validate -f "$scratch/manifests" >/dev/null 2>&1
        wall=$(calc "$(now) - $begin" '%.3f')
        walls+=("$wall")
    done
    printf 'wall s, %s runs: %s\n' "${#walls[@]}" "$(printf '%s\n' "${walls[@]}" | sort -n | paste -sd' ')"
}

main
