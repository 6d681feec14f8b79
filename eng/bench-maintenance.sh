#!/usr/bin/env bash
# Measures the upkeep of repositories against restic: prune after half of 40 snapshots of changing data was forgotten, and, on a repository of two
# million small blobs, loading the index (`cat blob`), check and prune. Each round runs every program in turn on a fresh copy, without a cache.
#
# The release build must be there. The table goes to standard output and to artifacts/bench-maintenance.md.
# Settings: ROUNDS (3), BLOBS (2000000).
set -euo pipefail

# shellcheck source=eng/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

ROUNDS=${ROUNDS:-3}
BLOBS=${BLOBS:-2000000}
declare -A programs=()
declare -a names=()

find_programs() {
    local path name
    for path in "$(type -P restic || true)" "$root/.tools/bin/restic-newest"; do
        [[ -x $path ]] || continue
        name=restic-$("$path" version | cut -d' ' -f2)
        names+=("$name")
        programs[$name]=$path
    done
    ((${#names[@]} > 0)) || fail "restic is missing; run eng/setup.sh"
    [[ -x $CAIRN ]] || fail "$CAIRN is missing; run make build"
    names+=(cairn)
}

# A file of 300 MB, half of it compressible, of which 6 MB change from one snapshot to the next.
make_changing() {
    local i
    "$CAIRN" repo init --quiet --repo "$scratch/changing" >/dev/null
    mkdir "$scratch/data"
    for ((i = 0; i < 300; i++)); do
        head -c 500000 /dev/urandom
        head -c 500000 /dev/zero | tr '\0' "$(printf '\\%o' $((65 + i % 26)))"
    done >"$scratch/data/file"
    for ((i = 0; i < 40; i++)); do
        for _ in {1..20}; do
            head -c 300000 /dev/urandom | dd of="$scratch/data/file" bs=1000 seek=$((RANDOM * 9)) conv=notrunc status=none
        done
        "${programs[${names[0]}]}" --no-cache -q -r "$scratch/changing" backup "$scratch/data"
    done
    forget_half "$scratch/changing"
    rm -r "$scratch/data"
}

forget_half() {
    local -a ids
    mapfile -t ids < <("${programs[${names[0]}]}" --no-cache -r "$1" snapshots --json | grep -oE '"id":"[0-9a-f]{64}"' | cut -d'"' -f4 | sed -n '1~2p')
    "$CAIRN" repo forget --quiet --repo "$1" "${ids[@]}" >/dev/null
}

measured() {
    local name=$1 what=$2 begin wall cpu peak
    shift 2
    begin=$(now)
    measure "$scratch/usage" "$@" >/dev/null 2>"$scratch/errors" || { cat "$scratch/errors" >&2; fail "$name failed at $what"; }
    wall=$(calc "$(now) - $begin" '%.3f')
    { read -r cpu && read -r peak; } <"$scratch/usage"
    printf '%s %s %s %s %s\n' "$name" "$what" "$wall" "$cpu" "$peak" >>"$scratch/results"
    say "$(printf '%-14s %-22s %7.2f s  CPU %6.2f s  %6.0f MB' "$name" "$what" "$wall" "$cpu" "$peak")"
}

round_of() {
    local name=$1 program=${programs[$1]:-$CAIRN} repository
    for repository in changing large; do
        rm -rf "$scratch/copy"
        cp -r "$scratch/$repository" "$scratch/copy"
        if [[ $repository == large && $name == cairn ]]; then
            measured "$name" "large cat" "$program" repo cat blob "$blob" --no-lock --repo "$scratch/copy"
            measured "$name" "large check" "$program" repo check --quiet --repo "$scratch/copy"
        elif [[ $repository == large ]]; then
            measured "$name" "large cat" "$program" --no-cache --no-lock -r "$scratch/copy" cat blob "$blob"
            measured "$name" "large check" "$program" --no-cache -q -r "$scratch/copy" check
        fi
        if [[ $name == cairn ]]; then
            measured "$name" "$repository prune" "$program" repo prune --quiet --repo "$scratch/copy"
        else
            measured "$name" "$repository prune" "$program" --no-cache -q -r "$scratch/copy" prune
        fi
        "${programs[${names[0]}]}" --no-cache -q -r "$scratch/copy" check >/dev/null || fail "restic finds fault with what $name left"
    done
}

# median NAME WHAT FIELD
median() {
    awk -v n="$1" -v w="$2" -v f="$3" '$1 == n && $2 " " $3 == w { print $f }' "$scratch/results" | sort -g \
        | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

table() {
    local what name field unit head='| Median |' rule='| --- |'
    for name in "${names[@]}"; do head+=" $name |" && rule+=' ---: |'; done
    for name in "${names[@]:0:${#names[@]}-1}"; do head+=" cairn / $name |" && rule+=' ---: |'; done
    printf '%s\n%s\n' "$head" "$rule"
    for what in 'changing prune' 'large cat' 'large check' 'large prune'; do
        for field in 4:'wall s' 5:'CPU s' 6:'peak MB'; do
            unit=${field#*:}
            printf '| %s, %s |' "$what" "$unit"
            for name in "${names[@]}"; do printf ' %.2f |' "$(median "$name" "$what" "${field%%:*}")"; done
            for name in "${names[@]:0:${#names[@]}-1}"; do
                printf ' %s |' "$(calc "$(median cairn "$what" "${field%%:*}") / $(median "$name" "$what" "${field%%:*}")" '%.2f')"
            done
            printf '\n'
        done
    done
}

main() {
    local round name
    find_programs
    open_scratch
    say 'Making the repositories…'
    make_changing
    if ! "$root/eng/large-repository.sh" "$scratch/large" "$BLOBS" >"$scratch/large.log"; then
        cat "$scratch/large.log" >&2
        fail 'the large repository was not made'
    fi
    forget_half "$scratch/large"
    blob=$("${programs[${names[0]}]}" --no-cache -r "$scratch/large" snapshots latest --json | grep -oE '"tree":"[0-9a-f]{64}"' | head -n 1 | cut -d'"' -f4)
    for ((round = 1; round <= ROUNDS; round++)); do
        say "Round $round of $ROUNDS"
        for name in "${names[@]}"; do round_of "$name"; done
    done
    mkdir -p "$root/artifacts"
    table >"$root/artifacts/bench-maintenance.md"
    cat "$root/artifacts/bench-maintenance.md"
}

main "$@"
