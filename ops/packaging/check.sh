#!/usr/bin/env bash
# Unpacks and installs what `mvn verify -Pdist` made, and runs it where there is no other Java.
#   ops/packaging/check.sh                  about two minutes; as root also installs, runs and purges the Debian package
#   ops/packaging/check.sh --reproducible   also makes both a second time, and compares
# The package is installed into a copy of this machine's file system (an overlay in memory) that ends with this script.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
target=$here/target
work=$(mktemp -d "${TMPDIR:-/tmp}/sabot packages XXXXXX") # a blank in the path on purpose
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

pass() { passed=$((passed + 1)); echo "ok      $1"; }
skip() { skipped=$((skipped + 1)); echo "== SKIPPED LOUDLY: $1"; }
fail() {
  failed=$((failed + 1))
  echo "FAILED  $1" >&2
  [ $# -lt 2 ] || printf '        %s\n' "${@:2}" >&2
}
same() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "expected: $2" "found:    $3"; fi; }

tarball=$(ls "$target"/sabot-*-linux-x86_64.tar.gz 2>/dev/null | head -n 1)
deb=$(ls "$target"/sabot_*_amd64.deb 2>/dev/null | head -n 1)
[ -n "$tarball" ] || { echo "no tarball in $target: mvn verify -Pdist -DskipTests -pl ops/packaging -am" >&2; exit 2; }
version=$(basename "$tarball" -linux-x86_64.tar.gz) version=${version#sabot-}

# The few commands that the launcher and this script's own steps need, and no java among them.
mkdir "$work/tools"
for tool in bash env sed dirname readlink rm cat grep; do ln -s "$(command -v $tool)" "$work/tools/$tool"; done
mkdir "$work/tar"
for tool in tar gzip; do ln -s "$(command -v $tool)" "$work/tar/$tool"; done
bare() { env -i PATH="$work/tools" HOME="$work" LANG=C.UTF-8 "$@"; }

# Where the JVM says that it took the main class from.
log_loading=-Xlog:class+load=info:stderr
main_loaded='s/.*io\.sabot\.ops\.Main source: //p'

write_sql() {
  mkdir -p "$1"
  echo "SELECT x * 2 AS y FROM (VALUES (1), (2), (21)) AS t(x);" >"$1/values.sql"
  cat >"$1/dips.sql" <<'SQL'
CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE,
  WATERMARK FOR ts AS ts - INTERVAL '1' SECOND)
WITH ('connector' = 'file', 'path' = 'ticks.csv');
CREATE TABLE dips (symbol VARCHAR, top DOUBLE, low DOUBLE)
WITH ('connector' = 'file', 'path' = 'dips.csv');
INSERT INTO dips SELECT symbol, top, low FROM ticks MATCH_RECOGNIZE (
  PARTITION BY symbol ORDER BY ts
  MEASURES A.price AS top, LAST(B.price) AS low
  PATTERN (A B{2,} C)
  DEFINE B AS B.price < PREV(B.price), C AS C.price > PREV(C.price));
SQL
  printf '%s\n' symbol,ts,price "AAPL,2026-01-05 09:30:00,10.0" "AAPL,2026-01-05 09:30:01,9.0" \
    "AAPL,2026-01-05 09:30:02,8.0" "AAPL,2026-01-05 09:30:03,9.5" >"$1/ticks.csv"
}

# Everything a tree has to do, wherever it came from: runs NAME TREE
runs() {
  local name=$1 sabot=$2/bin/sabot sql="$work/$1" out
  write_sql "$sql"
  same "$name: says its version" "sabot $version" "$(bare "$sabot" --version | head -n 1)"
  out=$(bare SABOT_JAVA_OPTS=-XshowSettings:properties "$sabot" --version 2>&1 | sed -n 's/^ *java.home = //p')
  same "$name: takes the Java it was delivered with" "$(readlink -f "$2/runtime")" "$(readlink -f "${out:-none}")"
  same "$name: runs VALUES" "y 2 4 42" "$(bare "$sabot" run "$sql/values.sql" 2>/dev/null | paste -sd' ')"
  bare "$sabot" run "$sql/dips.sql" --data-dir "$sql/data" 2>"$sql/first" || fail "$name: run with a data directory" "$(cat "$sql/first")"
  bare "$sabot" run "$sql/dips.sql" --data-dir "$sql/data" 2>"$sql/second" || fail "$name: second run" "$(cat "$sql/second")"
  same "$name: a second run on its data doubles nothing" "symbol,top,low AAPL,10.0,8.0" "$(paste -sd' ' "$sql/dips.csv")"
  out=$(bare "$sabot" journal verify --data-dir "$sql/data" 2>&1)
  case $out in *"intact: "*) pass "$name: the log is intact" ;; *) fail "$name: journal verify" "$out" ;; esac
  out=$(bare "$sabot" doctor 2>&1)
  case $out in *"all is well") pass "$name: doctor finds all well" ;; *) fail "$name: doctor" "$out" ;; esac
}

contents() {
  local list names unlisted jar
  list=$(tar -tzf "$tarball" | sed "s|^sabot-$version-linux-x86_64/||")
  for names in bin/sabot conf/jvm.options conf/sabot.yaml runtime/bin/java runtime/legal/java.base/LICENSE LICENSE NOTICE \
    licences/THIRD-PARTY.txt docs/install.md systemd/sabot.service "lib/sabot-ops-$version.jar"; do
    grep -qxF "$names" <<<"$list" || fail "tarball: $names is missing"
  done
  same "tarball: neither Esper nor measurements nor tests in it" "" \
    "$(grep -E '^lib/' <<<"$list" | grep -iE 'esper|perf|jmh|junit|assertj|archunit|-tests' | paste -sd' ')"
  same "tarball: all of it belongs to root" "root/root" "$(tar -tvzf "$tarball" | awk '{ print $2 }' | sort -u | paste -sd' ')"
  # group:artifact:version of each library against the names of the jars
  unlisted=
  while read -r jar; do
    jar=$(sed -E 's|^lib/(.*)-[0-9]+\.[0-9].*$|\1|' <<<"$jar")
    grep -q ":$jar:" "$work/tree/licences/THIRD-PARTY.txt" || unlisted="$unlisted $jar"
  done < <(grep -E '^lib/.*\.jar$' <<<"$list" | grep -v '^lib/sabot-')
  same "tarball: the licence of each library is named" "" "$unlisted"
}

# The shell block under a heading of docs/install.md.
guide_block() { awk -v h="## $1" '$0 == h { on = 1 } on && /^```$/ { exit } block { print } on && /^```sh$/ { block = 1 }' "$root/docs/install.md"; }

guide() {
  local out
  mkdir "$work/guide" && cp "$tarball" "$work/guide/" || return 1
  out=$(cd "$work/guide" && env -i PATH="$work/tools:$work/tar" HOME="$work" bash -ec "$(guide_block "From the tarball")" 2>"$work/guide.err")
  case $? in
    0) same "docs/install.md: the tarball's commands print what it says" "y 2 4 42 sabot $version" \
      "$(grep -A 4 '^y$' <<<"$out" | paste -sd' ')" ;;
    *) fail "docs/install.md: the tarball's commands" "$out" "$(cat "$work/guide.err")" ;;
  esac
}

# That the archive is used is checked where the package is installed: with a blank in the path the JVM leaves Sabot's own
# classes out of it, and has to run all the same.
class_archive() {
  bare "$work/tree/bin/sabot" --archive-classes || fail "tarball: archive of classes"
  same "tarball: runs with its archive of classes" "y 2 4 42" \
    "$(bare "$work/tree/bin/sabot" run "$work/tarball/values.sql" 2>&1 | grep -v '^sabot:' | paste -sd' ')"
}

unit() {
  local exposure
  command -v systemd-analyze >/dev/null || { skip "no systemd-analyze here, the unit is not checked"; return; }
  exposure=$(systemd-analyze security --offline=true --threshold=20 "$work/tree/systemd/sabot.service" 2>&1) ||
    fail "unit: more exposed than 2.0" "$(tail -n 1 <<<"$exposure")"
  pass "unit: $(grep -o 'exposure level.*: [0-9.]*' <<<"$exposure")"
}

# Runs in a mount namespace of its own: an overlay over / in memory, with every other Java hidden.
installed() {
  local fs=$work/fs
  mkdir "$fs" && mount -t tmpfs tmpfs "$fs" && mkdir "$fs"/{upper,work,root} || return 1
  mount -t overlay overlay -o "lowerdir=/,upperdir=$fs/upper,workdir=$fs/work" "$fs/root" || return 1
  mount -t proc proc "$fs/root/proc" && mount -t tmpfs -o mode=1777 tmpfs "$fs/root/tmp" || return 1
  mount --bind /dev "$fs/root/dev" || return 1
  if [ -d /usr/lib/jvm ]; then mount -t tmpfs tmpfs "$fs/root/usr/lib/jvm"; fi
  cp "$deb" "$fs/root/tmp/"
  write_sql "$fs/root/tmp/sql" && chmod -R a+rX "$fs/root/tmp/sql"
  within=(env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 chroot "$fs/root")
  as_sabot=("${within[@]}" setpriv --reuid=sabot --regid=sabot --clear-groups)

  if "${within[@]}" bash -ec "cd /tmp; $guide_debian" >"$work/dpkg" 2>&1; then
    pass "deb: installs as docs/install.md says"
  else
    fail "deb: the commands of docs/install.md" "$(cat "$work/dpkg")"
  fi
  same "deb: installed" "install ok installed" "$("${within[@]}" dpkg-query -W -f '${Status}' sabot)"
  same "deb: its user owns the data directory alone" "sabot sabot 750" "$("${within[@]}" stat -c '%U %G %a' /var/lib/sabot)"
  same "deb: others cannot read the token" "root sabot 640" "$("${within[@]}" stat -c '%U %G %a' /etc/sabot/sabot.yaml)"
  same "deb: the archive of classes is made and used" "shared objects file (top)" \
    "$("${within[@]}" env SABOT_JAVA_OPTS="$log_loading" sabot --version 2>&1 | sed -nE "$main_loaded")"
  same "deb: the service's user runs VALUES" "y 2 4 42" "$("${as_sabot[@]}" sabot run /tmp/sql/values.sql 2>/dev/null | paste -sd' ')"
  "${as_sabot[@]}" sabot run /tmp/sql/values.sql --data-dir /var/lib/sabot/check >/dev/null 2>"$work/run" || fail "deb: data directory" "$(cat "$work/run")"
  server
  if command -v systemd-analyze >/dev/null; then
    same "deb: systemd-analyze verify finds nothing" "" "$("${within[@]}" systemd-analyze verify sabot.service 2>&1)"
  fi

  echo "# mine" >>"$fs/root/etc/sabot/sabot.yaml"
  "${within[@]}" dpkg -i "/tmp/$(basename "$deb")" >"$work/dpkg" 2>&1 || fail "deb: again" "$(cat "$work/dpkg")"
  same "deb: an upgrade leaves the configuration alone" "# mine root sabot 640" \
    "$(tail -n 1 "$fs/root/etc/sabot/sabot.yaml") $("${within[@]}" stat -c '%U %G %a' /etc/sabot/sabot.yaml)"
  "${within[@]}" dpkg -r sabot >"$work/dpkg" 2>&1 || fail "deb: dpkg -r" "$(cat "$work/dpkg")"
  same "deb: removal leaves data and configuration" "check sabot.yaml" \
    "$(ls "$fs/root/var/lib/sabot") $(ls "$fs/root/etc/sabot")"
  same "deb: removal leaves nothing else" "" "$(ls -d "$fs/root/opt/sabot" 2>/dev/null)"
  "${within[@]}" dpkg -P sabot >"$work/dpkg" 2>&1 || fail "deb: dpkg -P" "$(cat "$work/dpkg")"
  same "deb: purging leaves nothing at all" "" \
    "$(ls -d "$fs"/root/{opt,etc,var/lib}/sabot 2>/dev/null; "${within[@]}" getent passwd sabot; "${within[@]}" getent group sabot)"
}

# The server as the unit starts it, as its user, on the loopback address: listens, and ends with 0 when told to.
server() {
  local pid attempt code
  if ! "${as_sabot[@]}" sabot --help | grep -q '^  server '; then skip "this build has no \`sabot server\`"; return; fi
  sed -i 's/port: 8080/port: 18080/' "$fs/root/etc/sabot/sabot.yaml"
  "${as_sabot[@]}" sabot server --config /etc/sabot/sabot.yaml >"$work/server" 2>&1 &
  pid=$!
  for ((attempt = 0; attempt < 600; attempt++)); do
    (exec 3<>/dev/tcp/127.0.0.1/18080) 2>/dev/null && break
    kill -0 $pid 2>/dev/null || break
    sleep 0.1
  done
  if (exec 3<>/dev/tcp/127.0.0.1/18080) 2>/dev/null; then pass "deb: the server listens"; else fail "deb: the server" "$(cat "$work/server")"; fi
  kill -TERM $pid 2>/dev/null
  wait $pid
  code=$?
  same "deb: the server ends in order when told to" 0 $code
}

package() {
  [ -n "$deb" ] || { skip "no Debian package was made"; return; }
  mkdir "$work/extracted"
  dpkg-deb -x "$deb" "$work/extracted"
  runs "deb" "$work/extracted/opt/sabot"
  # Counts come back through a file: the function runs in a process of its own.
  if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
    export -f pass skip fail same write_sql installed server
    export work deb version log_loading main_loaded guide_debian
    unshare -m bash -c 'passed=0 failed=0 skipped=0
      if ! installed; then skip "no overlay file system here, the package is not installed"; fi
      echo "$passed $failed $skipped" >"$work/counts"'
    read -r p f s <"$work/counts" || f=1
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  else
    skip "only root can install the Debian package into an overlay"
  fi
}

reproducible() {
  local before after
  before=$(cd "$target" && sha256sum sabot-*.tar.gz sabot_*.deb)
  rm -rf "$target"
  (cd "$root" && mvn -q -o verify -Pdist -DskipTests -Dspotless.check.skip=true -pl ops/packaging -am) || fail "second build"
  after=$(cd "$target" && sha256sum sabot-*.tar.gz sabot_*.deb)
  same "a second build makes the same bytes" "$before" "$after"
}

guide_debian=$(guide_block "The Debian package")
command -v systemd-analyze >/dev/null || guide_debian=$(grep -v systemd-analyze <<<"$guide_debian")
mkdir "$work/tree"
tar -xzf "$tarball" -C "$work/tree" --strip-components=1
contents
runs "tarball" "$work/tree"
class_archive
guide
unit
package
if [ "${1:-}" = --reproducible ]; then reproducible; fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
