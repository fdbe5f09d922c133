# Sourced by test.sh and demo.sh: the repository, builds that leave no process behind, and the folder of a run.
# shellcheck shell=bash

REPOSITORY=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
readonly REPOSITORY
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

RUN_FOLDER='' CHILD=''

servers() { "$REPOSITORY/eng/servers.sh" "$@"; }

# The folder is watched: when this script ends, even by SIGKILL, its servers end and the folder goes.
make_run_folder() {
    RUN_FOLDER=$(servers run --parent $$ | sed -n 's/^dir=//p')
    # A compiler server of our own, so that it can be ended without ending anybody else's. It binds /tmp/<name>: not the name of the folder.
    COMPILER=healthkit-compiler-${RUN_FOLDER##*-}
    readonly COMPILER
}

require_dotnet() {
    command -v dotnet >/dev/null || {
        echo "The .NET 10 SDK is not installed: see https://dotnet.microsoft.com/download" >&2
        exit 1
    }
}

# Runs a program so that a signal to this script is acted on at once, and the program ends with the script, even by SIGKILL.
attended() {
    local status=0
    setpriv --pdeathsig TERM -- "$@" &
    CHILD=$!
    wait "$CHILD" || status=$?
    CHILD=''
    return "$status"
}

end_child() {
    if [[ -n $CHILD ]]; then
        kill "$CHILD" 2>/dev/null || true
        wait "$CHILD" 2>/dev/null || true
    fi
    CHILD=''
}

# What a build says is of interest only when it fails.
build() {
    local log=$RUN_FOLDER/build.log
    attended env --chdir="$REPOSITORY" dotnet build "$@" --nologo -v quiet -p:UseSharedCompilation=true -p:SharedCompilationId="$COMPILER" >"$log" 2>&1 || {
        grep -E '(error|warn(ing)?) ' "$log" | sort -u >&2 || cat "$log" >&2
        return 1
    }
}

end_run() {
    local path pid
    end_child
    if [[ -z $RUN_FOLDER ]]; then return; fi
    for path in /proc/[0-9]*/cmdline; do
        if grep -qsz -- "-pipename:$COMPILER" "$path"; then
            pid=${path#/proc/}
            kill "${pid%/cmdline}" 2>/dev/null || true
        fi
    done
    servers stop --dir "$RUN_FOLDER" --remove || true
    RUN_FOLDER=''
}
