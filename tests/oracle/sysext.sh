# shellcheck shell=bash
# Images of extensions, beside what Debian 13's tools say and make of them. Needs $composer, $root, $work (the working folder), $checkout, inside, check, failures.
# Mounts, in a namespace of their own, are the only thing that a container may refuse: what needs them is skipped by name then.

initrd_policy='root=signed+absent:usr=signed+absent' seed=01234567-89ab-cdef-0123-456789abcdef

# mounted COMMAND...: inside, with /proc and an empty /run, on a root that can be mounted over, by children as well.
mounted() {
  unshare --mount bash -c 'mount --bind "$1" "$1" && mount --make-shared "$1" && mount -t proc proc "$1/proc" && mount -t tmpfs run "$1/run" && cd "$1" && shift && exec chroot . env --chdir=/oracle "$@"' - "$root" "$@"
}

# field FILE PARTITION NAME: of the partition table; sizes and starts are in blocks of 512 bytes.
field() { sfdisk --json "$1" | jq -r ".partitiontable.partitions[$2].$3"; }
partition() { dd if="$1" bs=512 skip="$(field "$1" "$2" start)" count="$(field "$1" "$2" size)" status=none; }
zeros_from() { [[ $(tail -c "+$(($2 + 1))" "$1" | tr -d '\0' | wc -c) == 0 ]]; }

# apart NAME: an image's parts as files. Data ends where verity says so, not where its partition does.
apart() {
  partition "$1.sysext.raw" 0 >"$1.partition"
  partition "$1.sysext.raw" 1 >"$1.verity"
  head -c "$(($(od -An -tu8 -j72 -N8 "$1.verity") * 4096))" "$1.partition" >"$1.squashfs"
  sfdisk --json "$1.sysext.raw" | jq -r '.partitiontable.partitions[0:2][].uuid' | tr -d '\n-' | tr A-F a-f >"$1.roothash"
}

refused() { ! inside "$@" >refusal 2>&1 || { echo "accepted: $*"; return 1; }; }
verified() { inside veritysetup verify "$1.squashfs" "$1.verity" "$(cat "$1.roothash")"; }
damaged() {
  cp "$1.squashfs" damaged.squashfs
  printf 'x' | dd of=damaged.squashfs bs=1 seek=5000 conv=notrunc status=none
  refused veritysetup verify damaged.squashfs "$1.verity" "$(cat "$1.roothash")"
}
listed() { [[ $(inside sfdisk --verify "$1.sysext.raw" 2>&1) == *'No errors detected'* ]] || inside sfdisk --verify "$1.sysext.raw"; }
dissected() { inside systemd-dissect --validate --image-policy="$initrd_policy" "$1.sysext.raw" >log 2>&1 || cat log; }

# unpacked NAME: all files of the manifest, with their digests.
unpacked() {
  rm -rf "$1"
  inside unsquashfs -quiet -no-progress -dest "$1" "$1.squashfs" >log 2>&1 || { cat log; return 1; }
  diff <(jq -r --arg name "$1" '.extensions[] | select(.name == $name).files[] | select(.sha256) | "\(.sha256)  \(.path)"' extensions/manifest.json | sort) \
    <(cd "$1" && find . -type f -exec sha256sum {} + | sed 's|  \.|  |' | sort)
}

# merged NAME...: by systemd-sysext as an initrd runs it, of folders: there is no device mapper in a container.
merged() {
  mounted sh -c 'mkdir /run/extensions && cp -a "$@" /run/extensions/ && SYSTEMD_IN_INITRD=1 systemd-sysext merge --no-reload && for name; do test -e "/usr/lib/extension-release.d/extension-release.$name" || exit 9; done' - "$@" >log 2>&1 || { cat log; return 1; }
}
# not_merged NAME FILE SED: after a change of its release file.
not_merged() {
  rm -rf other
  mkdir other
  cp -a "$1" "other/$1"
  sed -i "$2" "other/$1/usr/lib/extension-release.d/extension-release.$1"
  mounted sh -c 'mkdir /run/extensions && cp -a "other/$1" /run/extensions/ && SYSTEMD_IN_INITRD=1 systemd-sysext merge --no-reload 2>&1; test -e "/usr/lib/extension-release.d/extension-release.$1" && echo "merged all the same"' - "$1" >log 2>&1 || true
  grep -q 'No suitable extensions found' log || { cat log; return 1; }
}

# By systemd-repart --make-ddi, whose mksquashfs gives it our file system. What 257 does otherwise than 262, which our layout is of: only the hash partition grows into what
# is free, and the disk does not end behind the last partition.
repart() {
  mkdir -p bin empty/usr
  printf '#!/bin/sh\ncat /oracle/%s.squashfs >"$2"\n' "$1" >bin/mksquashfs
  chmod +x bin/mksquashfs
  mounted env PATH=/oracle/bin:/usr/sbin:/usr/bin SYSTEMD_REPART_OVERRIDE_FSTYPE=squashfs systemd-repart --make-ddi=sysext --copy-source=/oracle/empty --offline=yes --seed="$seed" \
    --private-key=verity.key --certificate=verity.crt "peer-$1.sysext.raw" >log 2>&1 || { cat log; return 1; }
  local number size
  diff <(identity "$1.sysext.raw") <(identity "peer-$1.sysext.raw") || return 1
  for number in 0 1 2; do
    partition "$1.sysext.raw" "$number" >ours.part
    partition "peer-$1.sysext.raw" "$number" >peer.part
    size=$(stat -c %s ours.part peer.part | sort -n | head -n 1)
    cmp -n "$size" ours.part peer.part || return 1
    { zeros_from ours.part "$size" && zeros_from peer.part "$size"; } || { echo "partition $number: more than zeros behind what the other has"; return 1; }
  done
}
identity() { sfdisk --json "$1" | jq -S '.partitiontable | {label, id, partitions: [.partitions[] | {type, uuid, name, attrs}]}'; }

extension_checks() {
  local name recipes=(lvm storage-extra)
  openssl req -x509 -newkey rsa:2048 -nodes -keyout verity.key -out verity.crt -subj /CN=oracle -days 2 2>/dev/null
  "$composer" build "$checkout/configs/demo.toml" --lock demo.lock --cache cache --output base --quiet >log 2>&1 || { cat log >&2; exit 1; }
  local build=("$composer" sysext build "$checkout"/sysext/{lvm,storage-extra}.toml --base base --locks locks --cache cache --set "extension.seed=$seed" --quiet)
  mkdir -p locks
  "${build[@]}" --output extensions --set "extension.verity-key=$work/verity.key" --set "extension.verity-certificate=$work/verity.crt" >log 2>&1 || { cat log >&2; exit 1; }
  "${build[@]}" --output unsigned >log 2>&1 || { cat log >&2; exit 1; }
  cp unsigned/lvm.sysext.raw unsigned.sysext.raw
  for name in "${recipes[@]}"; do
    cp "extensions/$name.sysext.raw" .
    apart "$name"
    check "systemd-dissect --validate: $name" dissected "$name"
    check "sfdisk --verify: $name" listed "$name"
    check "veritysetup verify: $name" verified "$name"
    check "unsquashfs: $name" unpacked "$name"
  done
  check "systemd-dissect refuses an unsigned one" refused systemd-dissect --validate --image-policy="$initrd_policy" unsigned.sysext.raw
  check "veritysetup refuses a damaged one" damaged lvm
  if ! mounted true 2>/dev/null; then
    echo "  skipped: systemd-sysext merge, systemd-repart: no mounts here"
    return
  fi
  check "systemd-sysext merge, of both" merged "${recipes[@]}"
  check "systemd-sysext refuses another version" not_merged lvm s/^VERSION_ID=.*/VERSION_ID=12/
  check "systemd-sysext refuses another scope" not_merged lvm s/^SYSEXT_SCOPE=.*/SYSEXT_SCOPE=portable/
  for name in "${recipes[@]}"; do check "systemd-repart --make-ddi: $name" repart "$name"; done
}
