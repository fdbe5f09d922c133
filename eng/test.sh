#!/usr/bin/env bash
# Builds the solution and runs all tests against real servers; closes with the sum over all test projects.
set -euo pipefail
# shellcheck source=eng/common.sh
source "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/common.sh"

usage() {
    cat <<'TEXT'
Usage: eng/test.sh [--strict] [--no-install] [PROJECT...]

  --strict      as in CI (CI=true): code format is checked and a missing server fails its tests instead of skipping them
  --no-install  use the servers that are installed, install none
  PROJECT       names of test projects, such as HealthKit.Npgsql.Tests; all unless told

HEALTHKIT_TEST_POSTGRES=17 eng/test.sh HealthKit.Npgsql.Tests   # on PostgreSQL 13 to 18 (x64 Linux with npm), not the system's
TEXT
}

strict=${CI:-}
install=yes
wanted=()
while (($#)); do
    case $1 in
        --strict) strict=true ;;
        --no-install) install= ;;
        --help | -h)
            usage
            exit
            ;;
        -*)
            echo "test.sh: unknown option '$1'" >&2
            usage >&2
            exit 2
            ;;
        *)
            [[ -d $REPOSITORY/tests/$1 ]] || {
                echo "test.sh: there is no test project '$1' in tests/" >&2
                exit 2
            }
            wanted+=("$1")
            ;;
    esac
    shift
done
if [[ $strict == true ]]; then export CI=true; fi

test_projects() {
    local project name
    for project in "$REPOSITORY"/tests/*/*.csproj; do
        name=$(basename "$project" .csproj)
        if ((${#wanted[@]})) && [[ " ${wanted[*]} " != *" $name "* ]]; then continue; fi
        if grep -q 'Microsoft.NET.Test.Sdk' "$project"; then echo "$project"; fi
    done
}

provide_servers() {
    if [[ -z $install ]] || servers ensure postgres redis pgbouncer prometheus chromium; then return; fi
    if [[ $strict == true ]]; then exit 1; fi
    echo "test.sh: going on without them; the tests that need them are skipped." >&2
}

# Sums one attribute of the <Counters> elements of all result files.
sum() {
    local value total=0
    while read -r value; do total=$((total + value)); done < <(
        find "$RUN_FOLDER/results" -name '*.trx' -exec grep -ho '<Counters [^>]*' {} + | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p"
    )
    echo "$total"
}

require_dotnet
provide_servers
trap end_run EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
make_run_folder
mkdir "$RUN_FOLDER/results"
export HEALTHKIT_POSTGRES_TEMPLATE=$RUN_FOLDER/template

echo "Building"
build HealthKit.sln || {
    echo "test.sh: the build failed" >&2
    exit 1
}
if [[ $strict == true ]]; then
    echo "Checking the code format"
    attended env --chdir="$REPOSITORY" dotnet format HealthKit.sln --verify-no-changes --no-restore || {
        echo "test.sh: the code format differs; run: dotnet format" >&2
        exit 1
    }
fi

# One project after the other: each has tests in parallel and servers of its own already.
broken=0
while IFS= read -r project; do
    name=$(basename "$project" .csproj)
    echo "Testing $name"
    failed_before=$(sum failed)
    if ! attended dotnet test "$project" --no-build --nologo --logger "trx;LogFileName=$name.trx" --results-directory "$RUN_FOLDER/results/$name" \
        --blame-hang-timeout 10m --blame-hang-dump-type none; then
        if (($(sum failed) == failed_before)); then
            echo "test.sh: $name ended with an error although no test of it failed; it counts as one failure" >&2
            broken=$((broken + 1))
        fi
    fi
done < <(test_projects)

passed=$(sum passed)
failed=$(($(sum failed) + $(sum error) + $(sum timeout) + $(sum aborted) + broken))
skipped=$(($(sum total) - passed - failed + broken))
if ((passed + failed == 0)); then echo "test.sh: no test ran" >&2; fi
echo "$passed passed, $failed failed$(if ((skipped)); then echo ", $skipped skipped"; fi)"
((failed == 0 && passed > 0))
