# shellcheck shell=bash
# configs/virt.toml beside dracut with the same kernel and, where dracut has them, the same features: times and sizes.

# files_of IMAGE: "path size" of its files, sorted; /sbin is /bin for both, /lib64 a folder of one and a link of the other.
files_of() {
  "$composer" inspect --quiet "$1" | awk '/^-/ { sub(/^[^ ]+( +[^ ]+){5} /, "& "); size = $4; $1 = $2 = $3 = $4 = $5 = $6 = ""; sub(/^ +/, ""); print $0 "\t" size }' |
    sed -E 's|^(s?bin\|lib\|lib64)/|usr/\1/|; s|^usr/sbin/|usr/bin/|' | LC_ALL=C sort -t $'\t' -k 1,1 -u
}

# sizes_beside OURS PEER: which is larger; where it is ours, the files that only ours has, the largest first.
sizes_beside() {
  local ours peer
  ours=$(stat -c %s "$1") peer=$(stat -c %s "$2")
  printf '                           %d bytes, the peer'\''s %d: ratio %.3f   reach 1    %s\n' "$ours" "$peer" \
    "$(awk "BEGIN { print $ours / $peer }")" "$(verdict "$ours" "$peer")"
  ((ours > peer)) || return 0
  LC_ALL=C join -t $'\t' -v 1 <(files_of "$1") <(files_of "$2") >"$work/only"
  awk -F '\t' '{ n += $2; sub(/\/[^\/]*$/, "", $1); size[$1] += $2; files[$1]++ } END { printf "  only ours, unpacked: %.1f MB in %d files\n", n / 1e6, NR; for (f in size) printf "%12d /%s (%d files)\n", size[f], f, files[f] | "sort -rn | head -n 8" }' "$work/only"
  sort -t $'\t' -k 2,2rn "$work/only" | awk -F '\t' 'NR <= 12 { printf "%12d /%s\n", $2, $1 }'
}

# other_modules: the cache as a build for a kernel with other modules left it.
other_modules() {
  forget_packed
  cp -a "$work/segments" "$work/cache/v1/segments"
}

# virt_row NAME COMPRESSOR OPTION...: COMPRESSOR is dracut's. A second row has the first build for a kernel whose userspace was packed before.
virt_row() {
  local name=$1 compressor=$2
  shift 2
  local peer=(tests/bench/dracut-initrd "$made/dracut-virt/root" "$compressor" /virt.conf)
  pair "$name" 0.1 forget_packed -- "${virt[@]}" "$@" -- "${peer[@]}"
  sizes_beside "$work/out/virt.initrd" "$made/dracut-virt/root/dracut.img"
  forget_packed
  "${virt[@]}" "$@" --set modules.include+=-virtiofs >"$work/log" 2>&1
  rm -rf "$work/segments"
  cp -a "$work/cache/v1/segments" "$work/segments"
  pair '  another kernel' 0.1 other_modules -- "${virt[@]}" "$@" -- "${peer[@]}"
}

virt_rows() {
  local installed virt=("${build[@]}" configs/virt.toml --profile debian --lock "$work/virt.lock")
  compose lock configs/virt.toml --profile debian --lock "$work/virt.lock"
  mapfile -t installed < <(sed -n 's/^nevra = "\(.*\)"$/\1/p' "$work/virt.lock")
  # What dracut's modules want besides: its own commands, and tpm2-tools for the TPM.
  if ! { dracut_root dracut-virt "${installed[@]}" coreutils systemd-sysv login passwd tpm2-tools dbus && cp tests/bench/dracut-virt.conf "$made/dracut-virt/root/virt.conf" &&
    tests/bench/dracut-initrd "$made/dracut-virt/root" "zstd -q -3 -T2" /virt.conf >"$work/log" 2>&1; }; then
    echo "virt / dracut              skipped: dracut does not run here: $(tail -n 1 "$work/log")"
    return
  fi
  forget
  "${virt[@]}" >"$work/log" 2>&1
  virt_row 'virt / dracut, zstd 3' "zstd -q -3 -T2" --set initrd.level=3
  # As dracut's compress="xz" runs it.
  virt_row 'virt / dracut, xz' "xz --check=crc32 --lzma2=dict=1MiB -T0" --set initrd.compression=xz
}
