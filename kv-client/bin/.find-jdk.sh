# To be sourced. Sets `java` to the java of a JDK 21 or later, or ends the script with a word on what to install.

raftkv_java_version() {
  "$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p;' | head -n 1
}

raftkv_find_java() {
  local home candidate version
  local candidates=()
  [[ -n "${JAVA_HOME:-}" ]] && candidates+=("$JAVA_HOME/bin/java")
  candidate="$(command -v java 2>/dev/null)" && candidates+=("$candidate")
  if [[ -x /usr/libexec/java_home ]]; then
    home="$(/usr/libexec/java_home -v 21+ 2>/dev/null)" && candidates+=("$home/bin/java")
  fi
  for home in /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/*java* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    candidates+=("$home/bin/java")
  done
  for candidate in "${candidates[@]}"; do
    [[ -x "$candidate" ]] || continue
    version="$(raftkv_java_version "$candidate")"
    if [[ -n "$version" && "$version" -ge 21 ]]; then
      java="$candidate"
      return
    fi
  done
  echo "${0##*/}: no JDK 21 or later found in JAVA_HOME, on the PATH, or in the usual places." >&2
  echo "${0##*/}: install one, such as Debian's openjdk-21-jdk, or Temurin from https://adoptium.net, or set JAVA_HOME." >&2
  exit 2
}

raftkv_find_java
