#!/usr/bin/env bash
# Measures Cairn against what it replaces, `pg_dump | restic backup --stdin`, with the restic of Debian 12 and with the newest one.
#
# Each round runs every contender in turn, on fresh repositories: first backup, a second one of unchanged data, reading the dump back.
# Interleaved rounds and medians, because a machine is not the same from minute to minute. CPU and memory are those of restic's or
# Cairn's own process, without pg_dump. The table goes to standard output and, as it is, to artifacts/bench.md.
#
# Settings: ROUNDS (3), BACKUP_ARGS (none; for instance --plain), STRICT=1 (exit status 1 when a bar is missed), and those of eng/lib.sh.
set -euo pipefail

# shellcheck source=eng/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

ROUNDS=${ROUNDS:-3}
declare -A restics=()
declare -a contenders=()

# ---- One contender -----------------------------------------------------------------------------------------------------------------

restic_backup() { pg_dump "$database" | measure "$scratch/usage" "$1" -q -r "$2" backup --stdin --stdin-filename dumpfile.sql; }
restic_dump() { measure "$scratch/usage" "$1" -q -r "$2" dump latest dumpfile.sql >/dev/null; }
cairn_backup() {
    # Words, not one argument.
    # shellcheck disable=SC2086
    measure "$scratch/usage" "$CAIRN" backup --from "$(url_of "$database")" --to "$1" --quiet --json ${BACKUP_ARGS:-} >"$scratch/summary"
}
cairn_dump() { measure "$scratch/usage" "$CAIRN" repo dump --repo "$1" latest dumpfile.sql >/dev/null; }
read_dump() { pg_dump -f /dev/null "$database"; }
count_dump() { pg_dump "$database" | wc -c >"$scratch/bytes"; }

record() { printf '%s %s %s\n' "$1" "$2" "$3" >>"$scratch/results"; }

# timed CONTENDER PHASE COMMAND…: records wall seconds, and CPU seconds and peak memory where the command measured them.
timed() {
    local contender=$1 phase=$2 begin wall cpu peak
    shift 2
    rm -f "$scratch/usage" "$scratch/summary"
    begin=$(now)
    run "$@" || fail "$contender failed in phase '$phase' (its own message is above)"
    wall=$(calc "$(now) - $begin" '%.3f')
    record "$contender" "$phase-wall" "$wall"
    if [[ -f $scratch/usage ]]; then
        { read -r cpu && read -r peak; } <"$scratch/usage"
        # Cairn reports its own CPU time to the last tick; sampling misses the end.
        if [[ -s $scratch/summary ]]; then cpu=$(reported_cpu "$cpu"); fi
        record "$contender" "$phase-cpu" "$cpu"
        record "$contender" "$phase-memory" "$peak"
        say "$(printf '%-14s %-7s %7.2f s  CPU %6.2f s  %6.0f MB' "$contender" "$phase" "$wall" "$cpu" "$peak")"
    fi
}

# The sum of cpuUserSeconds and cpuSystemSeconds of the JSON summary, or the given value where there are none.
reported_cpu() {
    local values
    values=$(grep -oE '"cpu(User|System)Seconds": *[0-9.]+' "$scratch/summary" | grep -oE '[0-9.]+$' | paste -sd+) || true
    if [[ $values == *+* ]]; then calc "$values" '%.3f'; else printf '%s' "$1"; fi
}

round_of() {
    local contender=$1 repo=$scratch/repo size grown
    rm -rf "$repo" "$RESTIC_CACHE_DIR"
    if [[ $contender == cairn ]]; then
        run "$CAIRN" repo init --repo "$repo" >/dev/null
        timed cairn first cairn_backup "$repo"
        size=$(stored_bytes "$repo")
        timed cairn second cairn_backup "$repo"
        grown=$(stored_bytes "$repo")
        timed cairn dump cairn_dump "$repo"
    else
        run "${restics[$contender]}" -q -r "$repo" init
        timed "$contender" first restic_backup "${restics[$contender]}" "$repo"
        size=$(stored_bytes "$repo")
        timed "$contender" second restic_backup "${restics[$contender]}" "$repo"
        grown=$(stored_bytes "$repo")
        timed "$contender" dump restic_dump "${restics[$contender]}" "$repo"
    fi
    record "$contender" size "$size"
    record "$contender" growth "$((grown - size))"
}

# A figure of a repository that cannot be read back would be worth nothing.
check_repository() { "${restics[${contenders[0]}]}" -q -r "$scratch/repo" check --read-data >"$scratch/check.log" 2>&1; }

# ---- Result ------------------------------------------------------------------------------------------------------------------------

median() {
    awk -v contender="$1" -v measure="$2" '$1 == contender && $2 == measure { print $3 }' "$scratch/results" | sort -g |
        awk '{ value[NR] = $1 } END { print NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2 }'
}

missed=0

# verdict VALUE BAR: the bar is the highest good value.
verdict() {
    if awk "BEGIN { exit !($1 <= $2) }"; then printf 'pass'; else printf '**miss**'; fi
}

# row TITLE MEASURE FORMAT SCALE BAR: a line with all contenders' medians, and Cairn's ratio to each restic; BAR is the highest good one.
row() {
    local title=$1 measure=$2 format=$3 scale=$4 bar=$5 contender ratio mark line
    line="| $title |"
    for contender in "${contenders[@]}" cairn; do line+=" $(calc "$(median "$contender" "$measure") / $scale" "$format") |"; done
    for contender in "${contenders[@]}"; do
        ratio=$(calc "$(median cairn "$measure") / $(median "$contender" "$measure")" '%.3f')
        mark=$(verdict "$ratio" "$bar")
        line+=" $ratio $mark |"
        [[ $mark == pass ]] || missed=1
    done
    printf '%s ≤ %s |\n' "$line" "$bar"
}

# row_absolute TITLE MEASURE FORMAT SCALE BAR UNIT: the bar is about Cairn's value itself.
row_absolute() {
    local title=$1 measure=$2 format=$3 scale=$4 bar=$5 unit=$6 contender value mark line
    line="| $title |"
    for contender in "${contenders[@]}" cairn; do line+=" $(calc "$(median "$contender" "$measure") / $scale" "$format") |"; done
    value=$(calc "$(median cairn "$measure") / $scale" '%.3f')
    mark=$(verdict "$value" "$bar")
    [[ $mark == pass ]] || missed=1
    for contender in "${contenders[@]}"; do line+=" $mark |"; done
    printf '%s ≤ %s %s |\n' "$line" "$bar" "$unit"
}

table() {
    local bytes contender head='| Median |' rule='| --- |'
    bytes=$(cat "$scratch/bytes")
    # shellcheck disable=SC2016
    printf 'Dump: %s bytes; `pg_dump > /dev/null` alone: %s s; %s rounds.\n' "$bytes" "$(calc "$(median floor floor-wall)")" "$ROUNDS"
    printf 'Machine: %s cores, %s; %s.\n\n' "$(nproc)" "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
        "$(psql --version | sed -E 's/.*\) ([0-9.]+).*/PostgreSQL \1/')"
    for contender in "${contenders[@]}" cairn; do head+=" $contender |" && rule+=' ---: |'; done
    for contender in "${contenders[@]}"; do head+=" cairn / $contender |" && rule+=' ---: |'; done
    printf '%s Bar |\n%s ---: |\n' "$head" "$rule"
    row 'First backup, wall s' first-wall '%.2f' 1 0.6
    row 'First backup, CPU s' first-cpu '%.2f' 1 0.5
    row 'Stored, MB' size '%.1f' 1e6 1.05
    row_absolute 'Peak memory, MB' first-memory '%.0f' 1 300 MB
    row 'Second backup, wall s' second-wall '%.2f' 1 0.6
    row_absolute 'Second backup, growth, % of the dump' growth '%.3f' "($bytes / 100)" 1 %
    row 'Dump, wall s' dump-wall '%.2f' 1 0.8
}

find_contenders() {
    local path name
    for path in "$(type -P restic || true)" "$root/.tools/bin/restic-newest"; do
        [[ -x $path ]] || continue
        name=restic-$("$path" version | cut -d' ' -f2)
        if [[ -z ${restics[$name]:-} ]]; then contenders+=("$name"); fi
        restics[$name]=$path
    done
    ((${#contenders[@]} > 0)) || fail "restic is missing; run eng/setup.sh"
    [[ -x $CAIRN ]] || fail "$CAIRN is missing; run make build"
}

main() {
    local round contender
    find_contenders
    open_scratch
    say 'Starting a scratch PostgreSQL server and loading about 900 MB…'
    start_postgres
    database=shop
    run load_data "$database"
    run count_dump

    for ((round = 1; round <= ROUNDS; round++)); do
        say "Round $round of $ROUNDS"
        timed floor floor read_dump
        round_of "${contenders[0]}"
        round_of cairn
        if ((round == 1)); then run check_repository || { cat "$scratch/check.log" >&2; fail 'restic found what Cairn stored damaged'; }; fi
        for contender in "${contenders[@]:1}"; do round_of "$contender"; done
    done

    mkdir -p "$root/artifacts"
    # Not in a pipe: whether a bar was missed is remembered in this shell.
    table >"$root/artifacts/bench.md"
    cat "$root/artifacts/bench.md"
    if ((missed)) && [[ ${STRICT:-} == 1 ]]; then exit 1; fi
}

main "$@"
