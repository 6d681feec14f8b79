# Shared by demo.sh and bench.sh: a scratch PostgreSQL server with data, jobs that can be interrupted, and measuring. To be sourced.
# shellcheck shell=bash
#
# Everything lives in one directory below ${TMPDIR:-/tmp}, and goes away with the script: at its end, at a failure and at Ctrl-C.
# Settings: ROWS (events; default 510000), PGBENCH_SCALE (default 20), PG_BIN (default: newest /usr/lib/postgresql/*/bin), CAIRN.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CAIRN=${CAIRN:-$root/artifacts/cairn}
PG_BIN=${PG_BIN:-$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)}
# The real programs come before Debian's wrappers, whose start costs a tenth of a second.
PATH=$PG_BIN:$PATH
export LC_ALL=C.UTF-8

scratch='' pg_pid='' job=''

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }
now() { printf '%s' "${EPOCHREALTIME/[,.]/.}"; }
calc() { awk "BEGIN { printf \"${2:-%.2f}\", $1 }"; }

# ---- Begin and end ---------------------------------------------------------------------------------------------------------------

# Makes the scratch directory, and sees to it that all ends when the script does.
open_scratch() {
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/cairn-XXXXXX")
    trap close_scratch EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    # The server may run as another user, who has to pass through.
    chmod 711 "$scratch"
    RESTIC_PASSWORD=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
    export RESTIC_PASSWORD RESTIC_CACHE_DIR=$scratch/cache
}

close_scratch() {
    local status=$?
    # Nothing may cut the clean-up short: no second signal, and no command that fails, as waiting for a killed job does.
    set +e
    trap '' INT TERM HUP
    if [[ -n $job ]]; then stop_pid "-$job" TERM 10 || stop_pid "-$job" KILL 5; fi
    # Fast shutdown first; a server that does not end within its time is ended at once, since its data goes away anyway.
    stop_pid "$pg_pid" INT 15 || stop_pid "$pg_pid" QUIT 5 || stop_pid "$pg_pid" KILL 5
    if [[ $scratch == */cairn-* ]]; then rm -rf "$scratch"; fi
    exit "$status"
}

# stop_pid PID SIGNAL SECONDS: true when the process (or, with a minus before the number, the whole group) is gone.
stop_pid() {
    local i
    [[ -n $1 ]] || return 0
    kill "-$2" -- "$1" 2>/dev/null || return 0
    for ((i = 0; i < $3 * 10; i++)); do
        kill -0 -- "$1" 2>/dev/null || return 0
        sleep 0.1
    done
    return 1
}

# Runs a function or command as a job of its own process group, so that a signal to the script ends it as a whole, and at once.
run() {
    local status=0
    set -m
    (set +m && "$@") </dev/null &
    job=$!
    set +m
    wait "$job" || status=$?
    job=''
    return "$status"
}

# ---- PostgreSQL ------------------------------------------------------------------------------------------------------------------

# Runs a command as the user of the server, who must not be root.
as_server_user() {
    if [[ $(id -u) == 0 ]]; then
        exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"
    else
        exec "$@"
    fi
}

# Starts a server on a free port of 127.0.0.1, and sets PGHOST, PGPORT, PGUSER and PGPASSWORD for all that follows.
start_postgres() {
    local data=$scratch/pg try
    [[ -x $PG_BIN/postgres ]] || fail "no PostgreSQL server found; run eng/setup.sh"
    mkdir -m 700 "$data"
    PGPASSWORD=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
    (umask 077 && printf '%s\n' "$PGPASSWORD" >"$data.password")
    if [[ $(id -u) == 0 ]]; then chown postgres: "$data" "$data.password"; fi
    (as_server_user "$PG_BIN/initdb" -D "$data" -U postgres --auth=scram-sha-256 --pwfile="$data.password" --encoding=UTF8 \
        --locale=C.UTF-8 --no-sync) >"$scratch/initdb.log" 2>&1 || { cat "$scratch/initdb.log" >&2; fail "initdb failed (see above)"; }
    rm -f "$data.password"
    export PGHOST=127.0.0.1 PGUSER=postgres PGPASSWORD PGPORT

    # Another program may take the port between the look and the start, hence several tries.
    for ((try = 0; try < 10; try++)); do
        PGPORT=$((20000 + RANDOM % 10000))
        if (exec 3<>"/dev/tcp/127.0.0.1/$PGPORT") 2>/dev/null; then continue; fi
        if try_start "$data"; then return; fi
    done
    cat "$scratch/postgres.log" >&2
    fail "the scratch PostgreSQL server did not start (its log is above)"
}

# The settings are for data that may be lost: no syncing, and no log of changes beyond what a crash of the server itself needs.
try_start() {
    local i
    (as_server_user setsid "$PG_BIN/postgres" -D "$1" -p "$PGPORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$1" \
        -c shared_buffers=512MB -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal \
        -c max_wal_senders=0 -c max_wal_size=4GB -c autovacuum=off -c jit=off) >"$scratch/postgres.log" 2>&1 </dev/null &
    pg_pid=$!
    for ((i = 0; i < 300; i++)); do
        if ! kill -0 "$pg_pid" 2>/dev/null; then pg_pid=''; return 1; fi
        if pg_isready -q; then return 0; fi
        sleep 0.1
    done
    return 1
}

url_of() { printf 'postgres://%s@%s:%s/%s' "$PGUSER" "$PGHOST" "$PGPORT" "$1"; }

# ---- Data ------------------------------------------------------------------------------------------------------------------------

# load_data DATABASE: about 930 MB as a dump, of which one part in five is what pgbench makes (short rows, padded with blanks),
# and the rest is like what applications store: text, documents, arrays, numbers, times. The same data in every run.
load_data() {
    local rows=${ROWS:-510000} half pid
    createdb "$1"
    pgbench -q -i -I dtGvp -s "${PGBENCH_SCALE:-20}" "$1" >"$scratch/pgbench.log" 2>&1 || { cat "$scratch/pgbench.log" >&2; return 1; }
    psql -qX -v ON_ERROR_STOP=1 -d "$1" -f "$root/eng/sql/schema.sql" || return 1
    # Two sessions for two cores.
    half=$((rows / 2))
    psql -qX -v ON_ERROR_STOP=1 -d "$1" -v first=1 -v last="$half" -f "$root/eng/sql/events.sql" &
    pid=$!
    psql -qX -v ON_ERROR_STOP=1 -d "$1" -v first=$((half + 1)) -v last="$rows" -f "$root/eng/sql/events.sql" || return 1
    wait "$pid" || return 1
    psql -qX -v ON_ERROR_STOP=1 -d "$1" -f "$root/eng/sql/indexes.sql"
}

# fingerprint DATABASE: the SHA-256 of its dump, but for what may differ between two dumps of the same data: comments, the random keys of
# \restrict, and the order of a table's rows, which a restore does not keep (PostgreSQL puts a row where there is room).
# Rows are marked with their table, other lines with their number, and then all are sorted.
fingerprint() {
    pg_dump "$1" | LC_ALL=C grep -av -e '^--' -e '^\\restrict ' -e '^\\unrestrict ' |
        LC_ALL=C awk '/^COPY / { table = $2 } { print (table == "" ? ++lines : table), $0 } /^\\\.$/ { table = "" }' |
        LC_ALL=C sort -S 768M --parallel=2 -T "$scratch" | sha256sum | cut -d' ' -f1
}

# ---- Measuring -------------------------------------------------------------------------------------------------------------------

stored_bytes() { du -sb "$1" | cut -f1; }

# measure FILE COMMAND…: runs the command with our standard input, and writes "user+system seconds" and "peak resident MB" of this one
# process, without its children, into FILE. The numbers are read from /proc until it ends: 50 ms at its end may be missing.
measure() {
    local file=$1 pid line cpu=0 peak=0 status=0 ticks
    local -a fields
    shift
    ticks=$(getconf CLK_TCK)
    "$@" 0<&0 &
    pid=$!
    exec 7<> <(:)
    while { read -r line <"/proc/$pid/stat"; } 2>/dev/null; do
        # The name of the program, in brackets, may hold blanks; what follows does not.
        line=${line##*) }
        read -ra fields <<<"$line"
        [[ ${fields[0]} != Z ]] || break
        cpu=$((fields[11] + fields[12]))
        while read -r key value _; do
            if [[ $key == VmHWM: ]]; then peak=$value && break; fi
        done 2>/dev/null <"/proc/$pid/status"
        read -rt 0.05 -u 7 || true
    done
    wait "$pid" || status=$?
    calc "$cpu / $ticks" '%.3f\n' >"$file"
    calc "$peak / 1000 * 1.024" '%.1f\n' >>"$file"
    return "$status"
}
