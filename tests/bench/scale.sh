# shellcheck shell=bash
# Resolving in a whole distribution beside libsolv. Needs lib.sh, $composer, $bench (initrd-bench), $made, $work, $runs.
#   SCALE_REPOSITORY: a folder with repodata/ (primary.xml.zst); without one it is made of tests/fixtures/resolver/debian12-main.tags.xz.

# tags_to_primary: libsolv's "testtags" as primary.xml. Package files do not exist, so that their checksums are numbers.
tags_to_primary() {
  awk '
    BEGIN {
      kinds = split("Prv provides Req requires Con conflicts Obs obsoletes Rec recommends Sug suggests Sup supplements Enh enhances", kind, " ")
      flag["="] = "EQ"; flag["<"] = "LT"; flag["<="] = "LE"; flag[">"] = "GT"; flag[">="] = "GE"
      print "<metadata xmlns=\"http://linux.duke.edu/metadata/common\" xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\">"
    }
    function escaped(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); return text }
    function evr(text,   epoch, dash) {
      epoch = 0
      if (match(text, /^[0-9]+:/)) { epoch = substr(text, 1, RLENGTH - 1); text = substr(text, RLENGTH + 1) }
      dash = index(text, "-")
      return "epoch=\"" epoch "\" ver=\"" (dash ? substr(text, 1, dash - 1) : text) "\"" (dash ? " rel=\"" substr(text, dash + 1) "\"" : "")
    }
    function entry(text,   word) {
      if (text !~ /^\(/ && split(text, word, " ") == 3) return "<rpm:entry name=\"" escaped(word[1]) "\" flags=\"" flag[word[2]] "\" " evr(word[3]) "/>"
      return "<rpm:entry name=\"" escaped(text) "\"/>"
    }
    function flush_package(   i) {
      if (!head) return
      printf "%s", head
      for (i = 1; i < kinds; i += 2) if (list[kind[i]]) printf "<rpm:%s>%s</rpm:%s>", kind[i + 1], list[kind[i]], kind[i + 1]
      print files "</format></package>"
      split("", list)
      files = ""
    }
    /^=Pkg: / {
      flush_package()
      head = sprintf("<package type=\"rpm\"><name>%s</name><arch>%s</arch><version %s/><checksum type=\"sha256\" pkgid=\"YES\">%064x</checksum>", $2, $5, evr($3 "-" $4), ++number) \
        "<time file=\"1\" build=\"1\"/><size package=\"1\" installed=\"1\" archive=\"1\"/><location href=\"" number ".rpm\"/><format>"
      list["Prv"] = entry($2 " = " $3 "-" $4)
      next
    }
    /^=Fil: / { files = files "<file>" escaped(substr($0, 7)) "</file>"; next }
    { list[substr($0, 2, 3)] = list[substr($0, 2, 3)] entry(substr($0, 7)) }
    END { flush_package(); print "</metadata>" }'
}

# write_repository FOLDER: primary.xml on standard input.
write_repository() {
  local repodata=$1/repodata
  rm -rf "$1"
  mkdir -p "$repodata"
  tee >(sha256sum | cut -d' ' -f1 >"$repodata/open-checksum") >(wc -c >"$repodata/open-size") | zstd -q -10 -o "$repodata/primary.xml.zst"
  until [[ -s $repodata/open-checksum && -s $repodata/open-size ]]; do sleep 0.1; done
  cat >"$repodata/repomd.xml" <<XML
<repomd xmlns="http://linux.duke.edu/metadata/repo"><revision>1</revision><data type="primary">
<checksum type="sha256">$(sha256sum <"$repodata/primary.xml.zst" | cut -d' ' -f1)</checksum><open-checksum type="sha256">$(<"$repodata/open-checksum")</open-checksum>
<location href="repodata/primary.xml.zst"/><size>$(stat -c %s "$repodata/primary.xml.zst")</size><open-size>$(<"$repodata/open-size")</open-size></data></repomd>
XML
  rm "$repodata/open-checksum" "$repodata/open-size"
}

# first_packages COUNT: of a primary.xml, which has package tags at the beginning of lines. Reads to the end: who writes must not fail.
first_packages() { awk -v count="$1" '/^<package / && ++n > count { done = 1 } !done { print } END { print "</metadata>" }' | sed 's/ packages="[0-9]*">$/>/'; }

primary_of() { zstdcat "$1"/repodata/*primary.xml.zst; }

scale_repositories() {
  local tags=tests/fixtures/resolver/debian12-main.tags.xz count
  scale=$made/scale
  if [[ -n ${SCALE_REPOSITORY:-} ]]; then
    scale=$SCALE_REPOSITORY
  elif [[ -e $tags ]]; then
    [[ -e $scale/repodata/repomd.xml && $scale -nt $tags ]] || xzcat "$tags" | tags_to_primary | write_repository "$scale"
  else
    return 1
  fi
  for count in 1000 4000 16000; do
    [[ -e $made/scale-$count/repodata/repomd.xml ]] || primary_of "$scale" | first_packages "$count" | write_repository "$made/scale-$count"
  done
}

# seed_sets COUNT: that many lines of one to five names, the same every time.
seed_sets() {
  primary_of "$scale" | grep -oP '<name>\K[^<]+' | LC_ALL=C sort -u |
    awk -v count="$1" '{ name[NR] = $1 } END { seed = 1; for (i = 0; i < count; i++) { line = ""; for (j = 0; j <= i % 5; j++) { seed = (seed * 16807) % 2147483647; line = line name[1 + seed % NR] " " }; print line } }'
}

# sqlite_repository: the same with databases alone.
sqlite_repository() {
  local folder=$made/scale-sqlite
  [[ -e $folder/repodata/repomd.xml ]] && return
  rm -rf "$folder"
  mkdir -p "$folder/repodata"
  primary_of "$scale" | gzip -1 >"$folder/repodata/primary.xml.gz"
  printf '<filelists xmlns="http://linux.duke.edu/metadata/filelists" packages="0"></filelists>' | gzip >"$folder/repodata/filelists.xml.gz"
  printf '<otherdata xmlns="http://linux.duke.edu/metadata/other" packages="0"></otherdata>' | gzip >"$folder/repodata/other.xml.gz"
  {
    echo '<repomd xmlns="http://linux.duke.edu/metadata/repo"><revision>1</revision>'
    local part
    for part in primary filelists other; do
      printf '<data type="%s"><checksum type="sha256">%s</checksum><open-checksum type="sha256">%s</open-checksum><location href="repodata/%s.xml.gz"/></data>\n' \
        "$part" "$(sha256sum <"$folder/repodata/$part.xml.gz" | cut -d' ' -f1)" "$(zcat "$folder/repodata/$part.xml.gz" | sha256sum | cut -d' ' -f1)" "$part"
    done
    echo '</repomd>'
  } >"$folder/repodata/repomd.xml"
  sqliterepo_c --quiet --compress-type gz "$folder" >"$work/log" 2>&1 || { cat "$work/log" >&2; rm -rf "$folder"; return 1; }
  sed -i 's/type="primary"/type="primary-as-xml"/' "$folder/repodata/repomd.xml"
}

resolve_rows() {
  local count packages
  if ! scale_repositories; then
    echo "resolve beside libsolv      skipped: SCALE_REPOSITORY names no repository, and tests/fixtures/resolver has no whole distribution"
    return
  fi
  local resolve=("$composer" resolve --cache "$work/cache" --quiet --repo "$scale")
  echo "resolve systemd among $(primary_of "$scale" | grep -c '<package ') packages ($(primary_of "$scale" | wc -c | awk '{ printf "%.0f", $1 / 1e6 }') MB of primary.xml); the peer is libsolv $(dpkg-query -W -f '${Version}' libsolv1 2>/dev/null)"
  tests/bench/libsolv.py keep "$scale/repodata" "$work/peer.solv"
  [[ $("${resolve[@]}" systemd | wc -l) == "$(tests/bench/libsolv.py closure "$scale/repodata" systemd)" ]] || echo "  the closures differ"
  pair 'cold' 1.0 forget -- "${resolve[@]}" systemd -- tests/bench/libsolv.py closure "$scale/repodata" systemd
  pair 'second run' 1.0 nothing -- "${resolve[@]}" systemd -- tests/bench/libsolv.py kept "$work/peer.solv" systemd
  alone 'memory: cold' MB 400 forget "${resolve[@]}" systemd
  seed_sets 200 >"$work/sets"
  echo "200 random sets            ours $("$bench" sets "$scale" "$work/sets")   peer $(tests/bench/libsolv.py sets "$work/peer.solv" "$work/sets")   (median and worst, ms)"
  "$bench" lookups "$scale" "$work/sets"
  if command -v sqliterepo_c >/dev/null && sqlite_repository; then
    "$bench" database "$made/scale-sqlite"
    alone 'memory: database, cold' MB 400 forget "$composer" resolve --cache "$work/cache" --quiet --repo "$made/scale-sqlite" systemd
  fi
  echo 'growth, cold: packages, and microseconds a package'
  for count in 1000 4000 16000 all; do
    packages=$made/scale-$count
    [[ $count == all ]] && packages=$scale
    "$bench" load "$packages" "$runs"
  done
  echo
}
