# shellcheck shell=bash
# How soon the page of a comparison can be used, in a headless Chromium. Needs lib.sh, $composer, $made, $work, $runs.

# page_image NAME EVERY: a folder of 10,000 files as of an initrd with all modules; every EVERY-th has another size than in the other image.
page_image() {
  local folder=$made/page-$1 number file
  [[ -e $folder.done ]] && return
  rm -rf "$folder"
  for ((number = 0; number < 100; number++)); do mkdir -p "$folder/usr/lib/modules/6.1.0/kernel/drivers/group$number"; done
  for ((number = 0; number < 10000; number++)); do
    file=$folder/usr/lib/modules/6.1.0/kernel/drivers/group$((number % 100))/module$number.ko
    printf '%0*d' $((500 + number * 7919 % 3001 + (number % $2 == 0))) "$number" >"$file"
  done
  touch "$folder.done"
}

# Milliseconds from asking for the file to a page that is drawn and listens, as it says itself.
page_ready() {
  chromium --headless=new --no-sandbox --disable-gpu --user-data-dir="$work/chromium" --dump-dom "file://$1" 2>/dev/null | sed -n 's/.*<html[^>]* data-ready="\([0-9]*\)".*/\1/p'
}

page_rows() {
  local run page=$work/diff.html ready took
  if ! command -v chromium >/dev/null; then
    echo 'page of 10,000 files       skipped: there is no chromium'
    return
  fi
  page_image a 2
  page_image b 3
  compose diff "$made/page-a" "$made/page-b" --html "$page"
  : >"$work/runs"
  for ((run = 0; run <= runs; run++)); do
    took=$(page_ready "$page")
    [[ $took ]] || { echo "chromium did not draw $page" >&2; exit 1; }
    ((run == 0)) || echo "$took" >>"$work/runs"
  done
  ready=$(column '$1')
  printf '%-26s ready after %.2f s, %.1f MB   reach 2 s   %s\n\n' 'page of 10,000 files' \
    "$(awk -v ms="$ready" 'BEGIN { print ms / 1000 }')" "$(awk -v n="$(stat -c %s "$page")" 'BEGIN { print n / 1e6 }')" "$(verdict "$ready" 2000)"
}
