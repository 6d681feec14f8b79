#!/usr/bin/env bash
# Makes sure that everything is there which building, testing, the demo and the benchmark need. Says nothing when all is.
#
#   1. Debian packages: PostgreSQL (server, clients, libpq), restic and small tools. Only what is missing is installed; nothing is upgraded.
#   2. Newer peers than Debian 12 has, in .tools/bin of the checkout: rclone (serves S3 to the tests) and restic-newest (the benchmark's
#      second opponent). Both come from Debian's unstable packages through this machine's own mirror; no package is installed for them.
#
# To fetch newer peers again: rm -r .tools && eng/setup.sh
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/.tools
bin=$tools/bin
readonly root tools bin
readonly tries=4

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

# ---- Debian packages -------------------------------------------------------------------------------------------------------------

# Prints the packages whose programs are missing. Programs are looked for, not packages, so that other ways of installing count too.
missing_packages() {
    local pair
    for pair in restic:restic flock:util-linux curl:curl openssl:openssl setpriv:util-linux git:git make:make; do
        type -P "${pair%%:*}" >/dev/null || printf '%s\n' "${pair##*:}"
    done
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || printf 'postgresql\n'
    compgen -G '/usr/lib/postgresql/*/bin/pg_dump' >/dev/null || printf 'postgresql-client\n'
    compgen -G '/usr/lib/*/libpq.so.5' >/dev/null || printf 'libpq5\n'
}

# Debian's server package creates and starts a cluster of its own, which nobody here needs. This says no before the package is there.
forbid_main_cluster() {
    local conf=/etc/postgresql-common/createcluster.conf
    if [[ -e $conf ]]; then
        grep -Eq '^[[:space:]]*create_main_cluster' "$conf" || printf '\ncreate_main_cluster = false\n' >>"$conf"
    else
        mkdir -p "${conf%/*}"
        printf '# Written by setup.sh of Cairn: scratch servers are started as needed.\ncreate_main_cluster = false\n' >"$conf"
    fi
}

install_packages() {
    local -a packages=("$@")
    if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
        fail "missing: ${packages[*]}. Install them (Debian: apt-get install --no-install-recommends ${packages[*]}) and run this again."
    fi
    say "installing ${packages[*]}"
    if [[ " ${packages[*]} " == *" postgresql "* ]]; then forbid_main_cluster; fi
    retry apt-get -o DPkg::Lock::Timeout=120 update || say "apt-get update failed; trying with the package lists that are there"
    DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 retry apt-get -o DPkg::Lock::Timeout=120 \
        install -y --no-install-recommends --no-upgrade "${packages[@]}" ||
        fail "apt-get could not install ${packages[*]} (its last words are above). Install them by hand and run this again."
}

# ---- Newest peers ----------------------------------------------------------------------------------------------------------------

# Prints this machine's own Debian source, in the format and with the mirror it has, but for the release "sid".
# Only the entry of the plain release counts: updates and security suites do not exist for sid.
sid_source() {
    local release=$1
    if [[ -r /etc/apt/sources.list.d/debian.sources ]]; then
        awk -v release="$release" -v RS= -v ORS='\n\n' '
            match($0, /(^|\n)Suites:[^\n]*/) && index(substr($0, RSTART, RLENGTH) " ", " " release " ")' \
            /etc/apt/sources.list.d/debian.sources |
            sed 's/^Suites:.*/Suites: sid/; s/^Components:.*/Components: main/' >"$tools/apt/sid.sources"
        printf '%s\n' "$tools/apt/sid.sources"
    else
        sed -nE "s/^(deb +(\[[^]]*\] +)?[^ ]+) +$release +main.*/\1 sid main/p" /etc/apt/sources.list | head -n 1 >"$tools/apt/sid.list"
        printf '%s\n' "$tools/apt/sid.list"
    fi
}

# The machine's own apt client with lists and caches of its own, so that the machine's package state is neither read nor changed.
sid_apt() {
    apt-get -q -o Dir::Etc::sourcelist="$sid" -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$tools/apt/lists" \
        -o Dir::Cache="$tools/apt/cache" -o Dir::Cache::archives="$tools/apt/cache/archives" \
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
        -o APT::Sandbox::User="$(id -un)" -o APT::Get::List-Cleanup=0 -o APT::Update::Error-Mode=any -o Acquire::Languages=none "$@"
}

# fetch_newest PACKAGE NAME: puts /usr/bin/PACKAGE of sid's package into .tools/bin/NAME, if it runs on this machine.
fetch_newest() {
    local package=$1 name=$2 work=$tools/apt/$1
    rm -rf "$work"
    mkdir -p "$work/root"
    (cd "$work" && retry_sid download "$package") || return 1
    dpkg -x "$work"/*.deb "$work/root" || return 1
    if ! "$work/root/usr/bin/$package" version >/dev/null 2>&1; then
        say "$package of Debian sid does not run here"
        return 1
    fi
    mkdir -p "$bin"
    # Moved, not copied, into place: a run that is killed leaves no half file under the name.
    mv -f "$work/root/usr/bin/$package" "$bin/$name"
    rm -rf "$work"
    say "fetched $("$bin/$name" version 2>/dev/null | head -n 1)"
}

# The functions above cannot be run by timeout(1) directly, hence a shell of our own for each try.
retry_sid() {
    export -f sid_apt
    export sid tools
    retry bash -c 'sid_apt "$@"' sid_apt "$@"
}

fetch_peers() {
    local release
    if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
        say "no apt here to fetch newer peers with"
        return 1
    fi
    # shellcheck disable=SC1091
    release=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    mkdir -p "$tools/apt/lists/partial" "$tools/apt/cache/archives/partial"
    sid=$(sid_source "$release")
    [[ -s $sid ]] || { say "no Debian source for '$release' found in /etc/apt"; return 1; }
    retry_sid update || { say "the package lists of Debian sid cannot be had"; return 1; }
    local result=0
    if [[ ! -x $bin/rclone ]]; then fetch_newest rclone rclone || result=1; fi
    if [[ ! -x $bin/restic-newest ]]; then fetch_newest restic restic-newest || result=1; fi
    # The lists are some 10 MB that nobody needs again.
    rm -rf "$tools/apt"
    return "$result"
}

# ---- Main ------------------------------------------------------------------------------------------------------------------------

complete() { [[ -z $(missing_packages) && -x $bin/rclone && -x $bin/restic-newest ]]; }

main() {
    command -v dotnet >/dev/null || fail "the .NET SDK named in global.json is missing; install it and run this again"
    if complete; then return; fi

    # Two runs at the same time would write the same files: the second waits, and then finds everything done.
    mkdir -p "$tools"
    exec 9>"$tools/setup.lock"
    flock -w 1200 9 || fail "another setup has been running for 20 minutes; end it and run this again"

    local -a packages
    mapfile -t packages < <(missing_packages | sort -u)
    if ((${#packages[@]} > 0)); then install_packages "${packages[@]}"; fi
    if [[ ! -x $bin/rclone || ! -x $bin/restic-newest ]]; then fetch_peers || true; fi

    [[ -x $bin/rclone ]] || fail "rclone could not be fetched (see above), and the S3 tests need one that can 'serve s3'" \
        "(Debian 12's cannot). Put rclone 1.65 or newer at $bin/rclone, or run this again when the package mirror answers."
    [[ -x $bin/restic-newest ]] || say "warning: the newest restic could not be fetched; the benchmark compares with Debian 12's only"
}

main "$@"
