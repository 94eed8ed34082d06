# shellcheck shell=bash
# Measuring whole processes: pairs in turn, medians, goals.

# measure COMMAND...: "wall processor kilobytes" of one run: seconds, seconds, peak memory of its largest process.
measure() {
  /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  tail -n 1 "$work/time" | awk '{ print $1, $2 + $3, $4 }'
}

median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# column EXPRESSION: the median of an awk expression over the runs that were counted.
column() { awk "{ print $1 }" "$work/runs" | median; }

verdict() { awk -v got="$1" -v goal="$2" 'BEGIN { print goal == "-" ? "" : got <= goal ? "reached" : "MISSED" }'; }

# pair NAME GOAL BEFORE -- OURS... -- PEER...: both in turn, the first of each not counted. GOAL: of the ratio, or -. BEFORE: run before each of ours, not measured.
pair() {
  local name=$1 goal=$2 before=$3 ours=() peer=() which=ours word run a b ratio
  shift 4
  for word in "$@"; do
    if [[ $word == -- ]]; then which=peer; elif [[ $which == ours ]]; then ours+=("$word"); else peer+=("$word"); fi
  done
  : >"$work/runs"
  for ((run = 0; run <= runs; run++)); do
    "$before"
    a=$(measure "${ours[@]}")
    b=$(measure "${peer[@]}")
    ((run == 0)) || echo "$a $b" >>"$work/runs"
  done
  ratio=$(column '$1 / $4')
  printf '%-26s ours %7.2f s %5.0f MB   peer %7.2f s %5.0f MB   ratio %.3f (of processor time %.3f)   reach %-4s %s\n' "$name" \
    "$(column '$1')" "$(column '$3 / 1024')" "$(column '$4')" "$(column '$6 / 1024')" "$ratio" "$(column '$2 / $5')" "$goal" "$(verdict "$ratio" "$goal")"
}

# alone NAME UNIT GOAL BEFORE COMMAND...: without a peer. UNIT: s or MB, which the goal is about.
alone() {
  local name=$1 unit=$2 goal=$3 before=$4 run a got
  shift 4
  : >"$work/runs"
  for ((run = 0; run <= runs; run++)); do
    "$before"
    a=$(measure "$@")
    ((run == 0)) || echo "$a" >>"$work/runs"
  done
  case $unit in s) got=$(column '$1') ;; MB) got=$(column '$3 / 1024') ;; esac
  printf '%-26s ours %7.2f s %5.0f MB   (processor %.2f s)   reach %s %s   %s\n' "$name" \
    "$(column '$1')" "$(column '$3 / 1024')" "$(column '$2')" "$goal" "$unit" "$(verdict "$got" "$goal")"
}

nothing() { :; }
