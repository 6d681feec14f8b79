#!/usr/bin/env bash
# Shows what Cairn is for: a database of about 900 MB is backed up, lost, restored, and proven to be the same; the real restic checks
# the repository; and the figures are set beside those of `pg_dump | restic backup --stdin` in the same run. Leaves nothing behind.
#
# Steps: (1) server and data (2) the plain way, to compare (3) cairn backup (4) the loss (5) cairn restore (6) the proof (7) the judge
# (8) the figures. Settings: see eng/lib.sh; RESTIC (default: .tools/bin/restic-newest, else restic).
set -euo pipefail

# shellcheck source=eng/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

RESTIC=${RESTIC:-$root/.tools/bin/restic-newest}
[[ -x $RESTIC ]] || RESTIC=$(type -P restic) || fail "restic is missing; run eng/setup.sh"
[[ -x $CAIRN ]] || fail "$CAIRN is missing; run make build"

step() { printf '\n==> %s\n' "$*"; }

# show COMMAND…: prints what is run, as a user would type it, and runs it.
show() {
    printf '    $'
    printf ' %s' cairn "${@:2}"
    printf '\n'
    run "$@"
}

# timed NAME COMMAND…: sets seconds_NAME.
timed() {
    local name=$1 begin
    shift
    begin=$(now)
    "$@"
    printf -v "seconds_$name" '%s' "$(calc "$(now) - $begin")"
}

count_dump() { pg_dump shop | wc -c >"$scratch/bytes"; }
read_dump() { pg_dump -f /dev/null shop; }
fingerprint_to() { fingerprint "$1" >"$scratch/$2"; }
plain_backup() { pg_dump shop | "$RESTIC" -q -r "$scratch/plain" backup --stdin --stdin-filename dumpfile.sql; }
check_repository() { "$RESTIC" -r "$scratch/repo" check --read-data; }

table() {
    local bytes plain_size cairn_size row='%-38s %9s s %7s MB/s %12s\n'
    bytes=$(cat "$scratch/bytes")
    plain_size=$(stored_bytes "$scratch/plain")
    cairn_size=$(stored_bytes "$scratch/repo")
    rate() { calc "$bytes / 1000000 / $1" '%.0f'; }
    mb() { calc "$1 / 1000000" '%.1f MB'; }
    printf '%-38s %11s %12s %12s\n' "Dump: $bytes bytes ($(mb "$bytes"))" time rate stored
    # shellcheck disable=SC2154,SC2059
    {
        printf "$row" 'pg_dump alone' "$seconds_floor" "$(rate "$seconds_floor")" -
        printf "$row" "pg_dump | restic backup --stdin" "$seconds_plain" "$(rate "$seconds_plain")" "$(mb "$plain_size")"
        printf "$row" 'cairn backup' "$seconds_backup" "$(rate "$seconds_backup")" "$(mb "$cairn_size")"
        printf "$row" 'cairn restore' "$seconds_restore" "$(rate "$seconds_restore")" -
        printf 'cairn backup / (pg_dump | restic):       time %s, stored %s   [%s]\n' "$(calc "$seconds_backup / $seconds_plain")" \
            "$(calc "$cairn_size / $plain_size" '%.3f')" "$("$RESTIC" version | cut -d' ' -f1-2)"
    }
}

main() {
    local url
    open_scratch
    step 'A scratch PostgreSQL server with about 900 MB of data'
    start_postgres
    run load_data shop
    run count_dump
    timed floor run read_dump
    run fingerprint_to shop before
    printf '    %s bytes as a dump; SHA-256 of its sorted lines: %s\n' "$(cat "$scratch/bytes")" "$(cat "$scratch/before")"

    step 'For comparison: pg_dump | restic backup --stdin'
    run "$RESTIC" -q -r "$scratch/plain" init
    timed plain run plain_backup

    step 'Backup with Cairn, into a repository of its own'
    url=$(url_of shop)
    show "$CAIRN" repo init --repo "$scratch/repo"
    timed backup show "$CAIRN" backup --from "$url" --to "$scratch/repo"
    show "$CAIRN" repo snapshots --repo "$scratch/repo"

    step 'The database is lost'
    dropdb shop
    printf '    $ dropdb shop\n'

    step 'Restore into a fresh database'
    createdb restored
    timed restore show "$CAIRN" restore --from "$scratch/repo" --to "$(url_of restored)"

    step 'Is it the same?'
    run fingerprint_to restored after
    printf '    before  %s\n    after   %s\n' "$(cat "$scratch/before")" "$(cat "$scratch/after")"
    cmp -s "$scratch/before" "$scratch/after" || fail 'the dump of the restored database differs from that of the lost one'
    printf '    Yes: pg_dump prints the same for both, comments and the order of rows aside.\n'

    step 'The real restic reads every byte of the repository'
    run check_repository || fail 'restic found the repository damaged'

    step 'Figures'
    table
}

main "$@"
