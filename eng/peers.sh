# shellcheck shell=bash
# Packages of other Debian releases, fetched through this machine's own mirror and unpacked below .tools; none is installed. Sourced by setup.sh
# and postgres-majors.sh, which set tools (the directory) and tries.

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# Runs a command up to $tries times: package mirrors have short hiccups. The last output is shown when all tries failed.
retry() {
    local try log
    log=$(mktemp "${TMPDIR:-/tmp}/cairn-setup.XXXXXX")
    for ((try = 1; try <= tries; try++)); do
        if timeout 300 "$@" >"$log" 2>&1 </dev/null; then
            rm -f "$log"
            return 0
        fi
        if ((try < tries)); then sleep $((try * 3)); fi
    done
    tail -n 15 "$log" >&2
    rm -f "$log"
    return 1
}

# Prints this machine's own Debian source, in the format and with the mirror it has, but for the releases given behind the first argument.
# Only the entry of the plain release counts: updates and security suites do not exist for all of them.
peer_sources() {
    local release=$1
    shift
    if [[ -r /etc/apt/sources.list.d/debian.sources ]]; then
        awk -v release="$release" -v RS= -v ORS='\n\n' '
            match($0, /(^|\n)Suites:[^\n]*/) && index(substr($0, RSTART, RLENGTH) " ", " " release " ")' \
            /etc/apt/sources.list.d/debian.sources |
            sed "s/^Suites:.*/Suites: $*/; s/^Components:.*/Components: main/" >"$tools/apt/peers.sources"
        printf '%s\n' "$tools/apt/peers.sources"
    else
        local peer
        for peer in "$@"; do
            sed -nE "s/^(deb +(\[[^]]*\] +)?[^ ]+) +$release +main.*/\1 $peer main/p" /etc/apt/sources.list | head -n 1
        done >"$tools/apt/peers.list"
        printf '%s\n' "$tools/apt/peers.list"
    fi
}

# The machine's own apt client with lists and caches of its own, so that the machine's package state is neither read nor changed.
peer_apt() {
    apt-get -q -o Dir::Etc::sourcelist="$sources" -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$tools/apt/lists" \
        -o Dir::Cache="$tools/apt/cache" -o Dir::Cache::archives="$tools/apt/cache/archives" \
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
        -o APT::Sandbox::User="$(id -un)" -o APT::Get::List-Cleanup=0 -o APT::Update::Error-Mode=any -o Acquire::Languages=none "$@"
}

# The functions above cannot be run by timeout(1) directly, hence a shell of our own for each try.
retry_peer_apt() {
    export -f peer_apt
    export sources tools
    retry bash -c 'peer_apt "$@"' peer_apt "$@"
}

