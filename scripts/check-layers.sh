#!/bin/sh
# Fails where a module imports one that it must not know. Imports point one way only: see ARCHITECTURE.md.
set -eu
cd "$(dirname "$0")/.."

# What each module of ours may import of ours. Beside the package's own list this forbids a driver to be named anywhere
# but at the top, whatever Package.swift says.
allowed() {
    case $1 in
        RunletSandbox) echo CSandbox CSeccomp ;;
        RunletCore) echo ;;
        RunletConfig | RunletLanguages | RunletEngine | RunletSQLite) echo RunletCore ;;
        RunletPostgres) echo RunletCore CPostgres ;;
        RunletRabbitMQ) echo RunletCore CRabbitMQ ;;
        RunletSandboxRuntime) echo RunletCore RunletSandbox ;;
        RunletServer) echo RunletCore RunletLanguages RunletEngine ;;
        Runlet) echo RunletConfig RunletCore RunletEngine RunletLanguages RunletPostgres RunletRabbitMQ \
            RunletSQLite RunletSandbox RunletSandboxRuntime RunletServer ;;
        RunletCLI) echo Runlet RunletConfig RunletCore RunletLanguages RunletSandbox RunletSandboxRuntime ;;
        Tutorial) echo Runlet ;;
        RunletBench) echo ;;
        *) echo "unknown module $1" >&2; exit 1 ;;
    esac
}

bad=0
for folder in Sources/* examples/Tutorial Benchmarks/RunletBench; do
    module=$(basename "$folder")
    case $module in CPostgres | CRabbitMQ | CSandbox | CSeccomp) continue ;; esac
    may=" $(allowed "$module") "
    imports=$(grep -rhoE '^(@[A-Za-z_]+ )*((public|package|internal) )?import (struct |class |enum |func )?[A-Za-z_]+' \
        --include='*.swift' "$folder" | sed -E 's/.* //' | sort -u)
    for import in $imports; do
        case $import in
            Runlet* | CPostgres | CRabbitMQ | CSandbox | CSeccomp)
                case $may in
                    *" $import "*) ;;
                    *) echo "$module must not import $import"; bad=1 ;;
                esac ;;
        esac
    done
done
exit $bad
