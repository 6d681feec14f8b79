#!/usr/bin/env bash
# Builds the container image without a registry: from Debian packages, fetched through this machine's own mirror, and a published cairn. What
# Containerfile builds where registries can be reached is the same image in layout, user, entry point and labels.
#
# Result: artifacts/image/cairn.oci.tar, an OCI archive (`ctr images import`, `podman load`). It is tried before it gets that name: version,
# a backup and a restore run inside of it, as its own user.
# Needs root, buildah and .NET; the programs that are missing are installed. Settings: TAG (default: the version), IMAGE (default: cairn).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/.tools
work=$root/artifacts/image
rootfs=$work/rootfs
readonly root tools work rootfs
readonly tries=4

# shellcheck source=eng/peers.sh
. "$root/eng/peers.sh"

# The release whose libraries the image has, and the releases whose PostgreSQL clients are taken, with the major of each.
readonly base=trixie
readonly clients="13:bullseye 15:bookworm 17:trixie 18:sid"
readonly programs="psql pg_dump pg_dumpall pg_restore"

need_programs() {
    [[ $(id -u) == 0 ]] || fail "building the image takes root: its files belong to users of their own"
    if ! type -P buildah >/dev/null; then
        retry apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends --no-upgrade buildah crun ||
            fail "buildah is missing and could not be installed"
    fi
}

open_mirror() {
    local release
    # shellcheck disable=SC1091
    release=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    mkdir -p "$tools/apt/lists/partial" "$tools/apt/cache/archives/partial" "$work/packages"
    sources=$(peer_sources "$release" bullseye bookworm trixie sid)
    [[ -s $sources ]] || fail "no Debian source for '$release' found in /etc/apt"
    retry_peer_apt update || fail "the package lists of Debian's releases cannot be had"
}

# The libraries of a machine on which nothing is installed; without perl and what else only installing needs.
fetch_packages() {
    local pair
    : >"$tools/apt/nothing-installed"
    # Without the scripts of packages nothing of these is of use: certificates are put together below.
    peer_apt -o Dir::State::status="$tools/apt/nothing-installed" -o APT::Install-Recommends=0 -o APT::Default-Release="$base" -y --print-uris \
        install libpq5 libstdc++6 libssl3t64 zlib1g liblz4-1 libzstd1 libreadline8t64 ca-certificates tzdata 2>/dev/null |
        awk '$1 ~ /^\x27/ { gsub(/\x27/, "", $1); print $1, $2 }' |
        grep -Ev ' (perl|libperl|debconf|openssl_|sensible-utils|netbase|readline-common|libgdbm|libdb5|libsasl2-modules|gcc-|libbz2)' |
        while read -r uri file; do printf 'url = "%s"\noutput = "%s/packages/%s"\n' "$uri" "$work" "$file"; done >"$work/list"
    retry curl --fail --silent --show-error --location --parallel --parallel-max 6 --config "$work/list" || fail "packages could not be fetched"
    # libpq of the newest major serves the programs of all.
    (cd "$work/packages" && for pair in $clients; do retry_peer_apt download "postgresql-client-${pair%%:*}/${pair##*:}"; done &&
        retry_peer_apt download libpq5/sid) || fail "PostgreSQL's clients could not be fetched"
}

unpack_root() {
    local directory package pair major
    rm -rf "$rootfs"
    for directory in bin sbin lib lib64; do
        mkdir -p "$rootfs/usr/$directory"
        ln -s "usr/$directory" "$rootfs/$directory"
    done
    # By name, so that libpq5 of the newest release comes after the one of the base.
    for package in "$work"/packages/*.deb; do
        dpkg -x "$package" "$work/unpacked"
    done
    dpkg -x "$(find "$work/packages" -name 'libpq5_*' | sort -V | tail -n 1)" "$work/unpacked"
    mkdir -p "$rootfs"/{etc/ssl/certs,usr/share/doc,opt,proc,sys,dev,run} "$rootfs/usr/lib"
    install -d -m 1777 "$rootfs/tmp"
    for directory in lib lib64; do
        for package in "$work/unpacked/$directory" "$work/unpacked/usr/$directory"; do
            if [[ -d $package && ! -L $package ]]; then (cd "$package" && tar -c --exclude=postgresql .) | tar -x -C "$rootfs/usr/$directory"; fi
        done
    done
    for pair in $clients; do
        major=${pair%%:*}
        mkdir -p "$rootfs/usr/lib/postgresql/$major/bin"
        for package in $programs; do
            cp "$work/unpacked/usr/lib/postgresql/$major/bin/$package" "$rootfs/usr/lib/postgresql/$major/bin/"
        done
    done
    cp -a "$work/unpacked/usr/share/zoneinfo" "$rootfs/usr/share/"
    # The licences of what is inside stay with it.
    (cd "$work/unpacked/usr/share/doc" && find . -name copyright -print0 | tar -c --null -T -) | tar -x -C "$rootfs/usr/share/doc"
    find "$work/unpacked/usr/share/ca-certificates" -name '*.crt' -print0 | sort -z | xargs -0 cat >"$rootfs/etc/ssl/certs/ca-certificates.crt"
    printf 'root:x:0:0:root:/:/sbin/nologin\nnobody:x:65534:65534:nobody:/tmp:/sbin/nologin\n' >"$rootfs/etc/passwd"
    printf 'root:x:0:\nnogroup:x:65534:\n' >"$rootfs/etc/group"
    rm -rf "$work/unpacked" "$rootfs"/usr/lib/*/{gconv,perl*,krb5}
}

publish() {
    dotnet publish "$root/src/Cairn.Cli" --configuration Release --runtime linux-x64 --self-contained true \
        --output "$work/publish" --nologo --verbosity quiet
    # For debuggers only.
    rm -f "$work"/publish/libmscord{accore,bi}.so "$work/publish/createdump"
    cp -a "$work/publish" "$rootfs/opt/cairn"
    ln -s /opt/cairn/cairn "$rootfs/usr/bin/cairn"
    chown -R 0:0 "$rootfs"
}

storage() { buildah --storage-driver vfs --root "$work/storage" --runroot "$work/run" "$@"; }

assemble() {
    local container version
    version=$("$work/publish/cairn" version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+[^ ]*' | head -n 1)
    container=$(storage from scratch)
    storage copy --quiet "$container" "$rootfs" / >/dev/null
    storage config --user 65534:65534 --entrypoint '["/usr/bin/cairn"]' --cmd '' --workingdir / \
        --env PATH=/usr/bin:/bin --env HOME=/tmp --env DOTNET_EnableDiagnostics=0 --env SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
        --label org.opencontainers.image.title=Cairn --label org.opencontainers.image.version="$version" \
        --label org.opencontainers.image.description="Backup and restore of PostgreSQL on Kubernetes, into standard restic repositories" \
        --label org.opencontainers.image.licenses=Apache-2.0 "$container"
    storage commit --quiet --format oci --rm "$container" "oci-archive:$work/new.oci.tar:${IMAGE:-cairn}:${TAG:-$version}" >/dev/null
    rm -rf "$work/storage" "$work/run"
}

main() {
    need_programs
    rm -rf "$work"
    open_mirror
    fetch_packages
    unpack_root
    publish
    assemble
    rm -rf "$tools/apt" "$work/packages" "$work/list"
    "$root/eng/image-test.sh" "$work/new.oci.tar"
    mv "$work/new.oci.tar" "$work/cairn.oci.tar"
    printf 'artifacts/image/cairn.oci.tar: %s as an archive, %s unpacked\n' \
        "$(du -h "$work/cairn.oci.tar" | cut -f1)" "$(du -sh "$rootfs" | cut -f1)"
}

main "$@"
