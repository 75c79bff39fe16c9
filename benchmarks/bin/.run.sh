# To be sourced. Builds the benchmarks when they are older than the sources, and sets `run`: the command that runs a class.

here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
source "$here/../../kv-client/bin/.find-jdk.sh"
root="$here/../.."
target="$root/benchmarks/target"
jar="$(find "$target" -maxdepth 1 -name 'benchmarks-*.jar' 2>/dev/null | head -n 1 || true)"

is_outdated() {
  [[ -z "$jar" || ! -d "$target/lib" ]] ||
    [[ -n "$(find "$root"/{raft-core,kv-client,kv-server,jepsen-lite,benchmarks}/{pom.xml,src/main} -newer "$jar" -print -quit)" ]]
}

if is_outdated; then
  echo "${0##*/}: building the benchmarks" >&2
  (cd "$root" && mvn -q -pl benchmarks -am package -DskipTests) >&2
  jar="$(find "$target" -maxdepth 1 -name 'benchmarks-*.jar' | head -n 1)"
  touch "$jar"
fi

run=("$java" -Xmx2g --enable-native-access=ALL-UNNAMED -XX:+IgnoreUnrecognizedVMOptions
  --sun-misc-unsafe-memory-access=allow "-Draftkv.benchmark.dir=$(readlink -f "$target")" -cp "$jar:$target/lib/*")
