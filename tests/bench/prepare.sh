# shellcheck shell=bash
# What the measurements work on, made once and kept in artifacts/bench: needs $distro, $made (that folder), $work (a temporary one).
. tests/fixtures/distro/lib/common.sh
. tests/fixtures/distro/lib/dnf.sh

# one_changed_package: after/repo has all packages of the distribution, `less` of them with one byte more in one script, signed as the others are.
one_changed_package() {
  [[ -e $made/after/repo/repodata/repomd.xml.asc ]] && return
  local package build=$made/less
  package=$(basename "$(ls "$distro"/repo/less-[0-9]*.rpm)")
  rm -rf "$build" "$made/after"
  mkdir -p "$build"/{root,rpms,logs,tmp} "$made/after/repo"
  (cd "$build/root" && rpm2cpio "$distro/repo/$package" | cpio --quiet -idm)
  echo >>"$build/root/usr/bin/lesspipe"
  {
    rpm -qp --qf 'Name: %{NAME}\nVersion: %{VERSION}\nRelease: %{RELEASE}.1\nLicense: %{LICENSE}\nSummary: %{SUMMARY}\nAutoReqProv: no\n' "$distro/repo/$package"
    rpm -qp --requires "$distro/repo/$package" | grep -v '^rpmlib' | sed 's/^/Requires: /'
    printf '%%description\nOne byte more.\n%%files\n'
    (cd "$build/root" && find . -type f -o -type l) | sed 's/^\.//' | LC_ALL=C sort
  } >"$build/less.spec" 2>/dev/null
  rpmbuild -bb --quiet --target x86_64 --noclean --nodeps --buildroot "$build/root" --define "_topdir $build" --define "_rpmdir $build/rpms" \
    --define '__os_install_post %{nil}' --define '__spec_install_pre %{nil}' --define '_binary_payload w3.zstdio' "$build/less.spec" >"$build/log" 2>&1 || { cat "$build/log" >&2; exit 1; }
  find "$distro/repo" -maxdepth 1 -name '*.rpm' ! -name "$package" -exec ln -s -t "$made/after/repo" {} +
  # In a process of its own: the keyring ends with it.
  (here=$PWD/tests/fixtures/distro && . tests/fixtures/distro/lib/sign.sh && . tests/fixtures/distro/lib/repository.sh && sign_packages "$build" "$made/after" && make_repository "$build" "$made/after")
}

# one_gigabyte: a package with 1 GB of files that compress to three quarters, in a repository of its own.
one_gigabyte() {
  [[ -e $made/repo-bulk/repodata/repomd.xml ]] && return
  local build=$made/bulk i
  rm -rf "$build" "$made/repo-bulk"
  mkdir -p "$build/root/usr/share/bulk" "$made/repo-bulk"
  for ((i = 0; i < 64; i++)); do
    head -c 12582912 /dev/zero | openssl enc -aes-128-ctr -nosalt -K "$(printf '%032x' "$i")" -iv 0 2>/dev/null | base64 -w0 >"$build/root/usr/share/bulk/$i"
  done
  printf '%s\n' 'Name: bulk' 'Version: 1' 'Release: 1' 'License: MIT' 'Summary: One gigabyte' 'BuildArch: noarch' '%description' 'One gigabyte.' '%files' /usr/share/bulk >"$build/bulk.spec"
  rpmbuild -bb --quiet --noclean --buildroot "$build/root" --define "_topdir $build" --define "_rpmdir $build" --define '__os_install_post %{nil}' \
    --define '__spec_install_pre %{nil}' --define '_binary_payload w1.zstdio' "$build/bulk.spec" >"$build/log" 2>&1 || { cat "$build/log" >&2; exit 1; }
  mv "$build"/noarch/*.rpm "$made/repo-bulk"
  rm -rf "$build"
  createrepo_c --quiet "$made/repo-bulk"
}

# recipes: demo.toml as it is but for where packages come from (a link that is turned to another repository), and with the gigabyte.
recipes() {
  ln -sfn "$distro/repo" "$made/repo"
  sed 's|^baseurl = .*|baseurl = "repo"|; s|"\.\./tests/|"'"$PWD"'/tests/|' configs/demo.toml >"$made/demo.toml"
  { sed 's|^install = \[|&\n  "bulk",|' "$made/demo.toml"; printf '\n[[repositories]]\nid = "bulk"\nbaseurl = "repo-bulk"\nsignatures = "none"\n'; } >"$made/bulk.toml"
  grep -vE '^(compression|level) = ' "$made/demo.toml" >"$made/plain.toml"
}

# dracut_root NAME PACKAGE...: an installed system of the same packages for dracut to work in, with dracut and the tools that it calls.
dracut_root() {
  local name=$1 root=$work/dracut/root
  [[ -e $made/$name/root/usr/bin/dracut ]] && return
  shift
  run_dnf "$distro" "$work/dracut" -q --nodocs --setopt=tsflags=nodocs,noscripts install "$@" findutils grep sed mawk xz-utils zstd libc-bin >"$work/log" 2>&1 || return
  depmod -b "$root" "$(basename "$root"/usr/lib/modules/*)"
  dpkg -L dracut-core cpio | grep -v '^/usr/share' | while read -r file; do [[ -d $file && ! -L $file ]] || echo "${file#/}"; done |
    tar -C / -cf - -T - | tar -C "$root" -xf - --keep-directory-symlink
  mkdir -p "$root/no.conf.d"
  rm -rf "${made:?}/$name"
  mkdir "$made/$name"
  mv "$root" "$made/$name"
}
