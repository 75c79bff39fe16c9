# To be sourced. Builds what is missing, and sets `run`: the command that runs a class of the server.

here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
source "$here/../../kv-client/bin/.find-jdk.sh"
module="$(dirname "$here")"
target="$module/target"

find_jar() {
  jar="$(find "$target" -maxdepth 1 -name 'kv-server-*.jar' ! -name '*-sources.jar' ! -name '*-javadoc.jar' 2>/dev/null | head -n 1 || true)"
}

is_built() {
  find_jar
  [[ -n "$jar" && -d "$target/lib" ]]
}

# Whether a source is newer than what was built of it.
is_outdated() {
  local root="$module/.."
  [[ -n "$(find "$root/pom.xml" "$root"/{raft-core,kv-client,kv-server}/{pom.xml,src/main} -newer "$jar" -print -quit)" ]]
}

build() {
  if ! command -v mvn >/dev/null; then
    echo "${0##*/}: the server is not built yet, and there is no mvn on the PATH to build it: install Maven 3.8 or later" >&2
    exit 2
  fi
  echo "${0##*/}: building the server; the first time this takes a minute or two" >&2
  local start=$SECONDS
  if ! (cd "$module/.." && mvn -q -pl kv-server -am package -Dmaven.test.skip=true) >&2; then
    echo "${0##*/}: the build failed: see above" >&2
    exit 2
  fi
  find_jar
  touch "$jar"
  echo "${0##*/}: built in $((SECONDS - start)) s" >&2
}

is_built || build

# What the flags are for:
#   SerialGC, Xms, Xmn, Xss, ReservedCodeCacheSize, MALLOC_ARENA_MAX
#                          keep an idle server near 120 MiB, so that three of them fit on a small machine; a young
#                          generation of 48 MiB keeps collections rare and short under load
#   Xmx                    bounds the heap: uncommitted entries (64 MiB), the log's cache (64 MiB) and requests under way
#   MaxDirectMemorySize    bounds the network's buffers
#   ExitOnOutOfMemoryError a server without memory must not go on half alive; its peers go on without it
#   Xlog                   what the JVM warns of goes where the log goes, save for remarks about its class archive
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
jvm_flags=(
  -XX:+UseSerialGC -Xms96m -Xmn48m -Xmx512m -Xss512k -XX:MaxDirectMemorySize=256m -XX:ReservedCodeCacheSize=64m
  -XX:+ExitOnOutOfMemoryError
  -Xlog:disable -Xlog:all=warning:stderr:uptime,level,tags '-Xlog:cds*=off:stderr'
  --enable-native-access=ALL-UNNAMED -XX:+IgnoreUnrecognizedVMOptions --sun-misc-unsafe-memory-access=allow
)

# Jars by name and in a fixed order, because the class archive is good for one class path only.
class_path="$jar$(printf ':%s' "$target"/lib/*.jar)"

# Keeps loaded classes for the next start, which saves half of the time and 25 MiB. Made aside and moved: others may be
# starting, too. The server that is started for it listens on ports that the system chooses, and is stopped at once.
archive="$target/kv-server.jsa"
make_archive() {
  local scratch
  scratch="$(mktemp -d)"
  : >"$scratch/log"
  "$java" "${jvm_flags[@]}" "-XX:ArchiveClassesAtExit=$archive.$$" -cp "$class_path" io.raftkv.server.KvServerMain \
    --listen-client-urls=http://127.0.0.1:0 --listen-peer-urls=http://127.0.0.1:0 --data-dir="$scratch/data" \
    >>"$scratch/log" 2>&1 &
  local server=$! waited
  for waited in {1..100}; do
    grep -q 'now LEADER' "$scratch/log" && break
    kill -0 $server 2>/dev/null || break
    sleep 0.1
  done
  kill $server 2>/dev/null || true
  wait $server || true
  if [[ -e "$archive.$$" ]]; then
    mv "$archive.$$" "$archive"
  fi
  rm -rf "$scratch"
}
if [[ ! -e "$archive" || "$jar" -nt "$archive" ]]; then
  make_archive
fi

# RAFTKV_JAVA_OPTS: more flags for the JVM, such as a debugger's.
read -r -a more_flags <<<"${RAFTKV_JAVA_OPTS:-}"
run=("$java" "${jvm_flags[@]}" -Xshare:auto "-XX:SharedArchiveFile=$archive" "${more_flags[@]}" -cp "$class_path")
