# shellcheck shell=bash
# What it costs to trust nobody: signatures of repository and packages, attestations of what came out. Needs lib.sh, $composer, $made, $work, $demo.

# The same packages, from the same place, without asking who signed them.
unsigned_recipe() { sed '/^keys = /d; s/^key-files = .*/signatures = "none"/' "$made/demo.toml" >"$made/unsigned.toml"; }

forget_both() { rm -rf "$work/out" "$work/cache/v1/segments" "$work/unsigned" "$work/cache-unsigned/v1/segments"; }

trust_rows() {
  unsigned_recipe
  compose lock "$made/unsigned.toml" --lock "$work/unsigned.lock" --cache "$work/cache-unsigned"
  local unsigned=("$composer" build "$made/unsigned.toml" --lock "$work/unsigned.lock" --output "$work/unsigned" --cache "$work/cache-unsigned" --offline --quiet)
  forget
  "${demo[@]}" >/dev/null
  "${unsigned[@]}" >/dev/null
  pair 'signed / unsigned' 1.1 forget_both -- "${demo[@]}" -- "${unsigned[@]}"
  "${demo[@]}" >/dev/null
  alone 'verify' s 0.5 nothing "$composer" verify "$work/out" --cache "$work/cache"
  rm -rf "$work/unsigned" "$work/cache-unsigned"
  echo
}
