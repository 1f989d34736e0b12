#!/usr/bin/env bash
# Makes the Java runtime that the distribution brings along: runtime.sh JAVA_HOME CLASSES TARGET
set -euo pipefail
java_home=$1 classes=$2 target=$3

# What code asks for by name or through a service, where jdeps sees nothing:
by_reflection=(
  java.instrument        # Chronicle Core, Byte Buddy style agents
  java.net.http          # programs' own connectors
  jdk.charsets           # CSV in an encoding that is not a standard one
  jdk.compiler           # Chronicle compiles proxies; conf/jvm.options opens it
  jdk.crypto.ec          # TLS to a database
  jdk.httpserver         # the server's HTTP door
  jdk.localedata         # names of months and days
  jdk.management         # com.sun.management beans
  jdk.naming.dns         # host names of connection strings
  jdk.net                # TCP keep-alive options
  jdk.security.auth      # PostgreSQL by Kerberos
  jdk.unsupported        # sun.misc.Unsafe
  jdk.zipfs              # jars opened as file systems
  jdk.jcmd               # jcmd, jstack: what is asked for when a server misbehaves
  jdk.jfr jdk.management.agent
)

found=$("$java_home/bin/jdeps" --multi-release 17 --ignore-missing-deps --print-module-deps "$classes" | tail -n 1)
case $found in java.base*) ;; *) echo "runtime.sh: jdeps named no modules: $found" >&2; exit 1 ;; esac
modules=$found,$(IFS=,; echo "${by_reflection[*]}")

rm -rf "$target"
"$java_home/bin/jlink" --add-modules "$modules" --output "$target" \
  --compress=2 --strip-java-debug-attributes --no-header-files --no-man-pages
echo "runtime: $modules"
