#!/usr/bin/env bash
# Shows HealthKit on a real service: starts the sample shop on PostgreSQL and Redis, drives load, prints what the audit says.
set -euo pipefail
# shellcheck source=eng/common.sh
source "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/common.sh"

readonly RATE=120 # requests a second: two cores serve the shop, its servers and the load driver
readonly LOAD_SECONDS=60 SCRAPE_SECONDS=5 READY_SECONDS=60

usage() {
    cat <<'TEXT'
Usage: eng/demo.sh [--profile healthy|neglected] [--seconds N] [--out DIR]

  --profile  the shop as a careful team runs it (healthy, unless told) or as it grows under deadlines (neglected)
  --seconds  drive load for N seconds, print the score and end; without it the service stays up until Ctrl-C
  --out      write report.json, report.md, report.html and metrics.txt to DIR

Environment:
  STOREFRONT_POSTGRES  an Npgsql connection string to use instead of starting PostgreSQL; the database is created and filled
  STOREFRONT_REDIS     a StackExchange.Redis configuration string to use instead of starting Redis
TEXT
}

fail() {
    echo "demo.sh: $1" >&2
    exit 1
}

refuse() {
    echo "demo.sh: $1" >&2
    usage >&2
    exit 2
}

step() { printf '\n── %s\n' "$1"; }

# ── Arguments ───────────────────────────────────────────────────────────────────────────────────────────────────────

profile=healthy seconds='' out=''
while (($#)); do
    case $1 in
        --help | -h)
            usage
            exit
            ;;
        --profile | --seconds | --out) (($# > 1)) || refuse "$1 needs a value" ;;
        *) refuse "unknown argument '$1'" ;;
    esac
    case $1 in
        --profile)
            [[ $2 == healthy || $2 == neglected ]] || refuse "--profile is healthy or neglected, not '$2'"
            profile=$2
            ;;
        --seconds)
            [[ $2 =~ ^[1-9][0-9]{0,4}$ ]] || refuse "--seconds is a whole number from 1 to 99999, not '$2'"
            seconds=$2
            ;;
        --out)
            [[ -n $2 ]] || refuse "--out needs a folder"
            out=$2
            ;;
    esac
    shift 2
done
if [[ -n $out ]]; then
    if ! mkdir -p "$out" 2>/dev/null || [[ ! -w $out ]]; then fail "cannot write to the folder '$out'"; fi
    out=$(realpath "$out")
fi
require_dotnet

# ── Everything started is stopped, in reverse order ─────────────────────────────────────────────────────────────────

containers=()

stop_all() {
    trap '' INT TERM # a second Ctrl-C must not leave half of it running
    end_child
    if [[ -n $RUN_FOLDER ]]; then
        for name in storefront payments collector; do servers stop --dir "$RUN_FOLDER/$name" || true; done
    fi
    if ((${#containers[@]})); then docker rm --force --volumes "${containers[@]}" >/dev/null 2>&1 || true; fi
    end_run
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

make_run_folder

# ── PostgreSQL and Redis ────────────────────────────────────────────────────────────────────────────────────────────

new_secret() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

value_of() { sed -n "s/^$2=//p" <<<"$1"; }

docker_works() { command -v docker >/dev/null && docker info >/dev/null 2>&1; }

# Sets CONTAINER and PORT.
start_container() {
    local port=$1
    shift
    CONTAINER=$(docker run --detach --rm --publish "127.0.0.1::$port" "$@") || fail "docker could not start $*"
    containers+=("$CONTAINER")
    PORT=$(docker port "$CONTAINER" "$port/tcp" | head -n 1)
    PORT=${PORT##*:}
}

wait_for() {
    local what=$1 deadline=$((SECONDS + READY_SECONDS))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS <= deadline)) || fail "$what is not ready after $READY_SECONDS s"
        sleep 0.5 & wait $!
    done
}

# The shop gets a role of its own: no service should log in as superuser. Sets SHOP. Its database has from the template what docs/postgresql.md asks
# a superuser for.
create_role() {
    local password=$1 port=$2
    shift 2
    printf '%s\n' "CREATE ROLE storefront LOGIN CREATEDB PASSWORD '$password';" \
        'GRANT pg_monitor TO storefront;' 'GRANT SET ON PARAMETER log_min_duration_statement TO storefront;' \
        '\connect template1' 'CREATE EXTENSION IF NOT EXISTS pgstattuple;' \
        | "$@" --no-psqlrc --quiet --username postgres --dbname postgres --set ON_ERROR_STOP=1
    SHOP="Host=127.0.0.1;Port=$port;Username=storefront;Password=$password;Database=storefront_$profile"
}

start_postgres() {
    local server password problem
    if [[ -n ${STOREFRONT_POSTGRES:-} ]]; then
        echo "PostgreSQL: as STOREFRONT_POSTGRES says"
        SHOP=$STOREFRONT_POSTGRES
        return
    fi
    password=$(new_secret)
    if problem=$(servers ensure postgres 2>&1); then
        server=$(servers start postgres --dir "$RUN_FOLDER/postgres")
        export PGPASSWORD
        PGPASSWORD=$(value_of "$server" password)
        create_role "$password" "$(value_of "$server" port)" \
            "$(servers find psql)" --host 127.0.0.1 --port "$(value_of "$server" port)"
        unset PGPASSWORD
        echo "PostgreSQL: 127.0.0.1:$(value_of "$server" port)"
    elif docker_works; then
        POSTGRES_PASSWORD=$password start_container 5432 --env POSTGRES_PASSWORD postgres:17
        # Over TCP: while the image sets itself up, the server listens on its socket only.
        wait_for PostgreSQL docker exec "$CONTAINER" pg_isready --host 127.0.0.1
        create_role "$password" "$PORT" docker exec --interactive "$CONTAINER" psql
        echo "PostgreSQL: 127.0.0.1:$PORT (Docker)"
    else
        fail "no PostgreSQL: $problem
Or give STOREFRONT_POSTGRES, or start Docker."
    fi
}

start_redis() {
    local server problem setting settings=() options=()
    if [[ -n ${STOREFRONT_REDIS:-} ]]; then
        echo "Redis: as STOREFRONT_REDIS says"
        CACHE=$STOREFRONT_REDIS
        return
    fi
    # A neglected cache is one that runs as it was installed: without a memory limit, evicting nothing.
    if [[ $profile == healthy ]]; then settings=(maxmemory=64mb maxmemory-policy=allkeys-lru); fi
    if problem=$(servers ensure redis 2>&1); then
        for setting in "${settings[@]}"; do options+=(--set "$setting"); done
        server=$(servers start redis --dir "$RUN_FOLDER/redis" "${options[@]}")
        CACHE=127.0.0.1:$(value_of "$server" port)
    elif docker_works; then
        for setting in "${settings[@]}"; do options+=("--${setting%%=*}" "${setting#*=}"); done
        start_container 6379 redis:7 redis-server --save '' "${options[@]}"
        wait_for Redis docker exec "$CONTAINER" redis-cli ping
        CACHE=127.0.0.1:$PORT
    else
        fail "no Redis: $problem
Or give STOREFRONT_REDIS, or start Docker."
    fi
    echo "Redis: $CACHE${settings[*]:+ (${settings[*]})}"
}

# ── The shop ────────────────────────────────────────────────────────────────────────────────────────────────────────

program() { echo "$REPOSITORY/samples/$1/bin/Release/net10.0/$1.dll"; }

start_program() {
    local name=$1 dll=$2 started
    started=$(servers start program --dir "$RUN_FOLDER/$name" -- dotnet "$dll" --urls http://127.0.0.1:0)
    URL=http://127.0.0.1:$(value_of "$started" port)
    echo "$name: $URL"
}

# GET with nothing but bash: neither curl nor wget belongs to every machine. Prints the body; fails unless the status is
# 200, with the status on standard error.
http_get() {
    local LC_ALL=C host=$1 port=$2 path=$3 status='' chunked='' line piece
    exec 3<>"/dev/tcp/$host/$port" || return 7
    printf 'GET %s HTTP/1.1\r\nHost: %s:%s\r\nAccept: */*\r\nConnection: close\r\n\r\n' "$path" "$host" "$port" >&3
    IFS=' ' read -r _ status _ <&3 || true
    while IFS= read -r line <&3 && [[ $line != $'\r' ]]; do
        if [[ ${line,,} == 'transfer-encoding: chunked'$'\r' ]]; then chunked=1; fi
    done
    if [[ $status != 200 ]]; then
        echo "${status:-nothing}" >&2
        return 22
    fi
    if [[ -z $chunked ]]; then
        cat <&3
        return
    fi
    while IFS= read -r line <&3 && ((16#${line%%[^0-9A-Fa-f]*})); do
        IFS= read -r -d '' -N "$((16#${line%%[^0-9A-Fa-f]*}))" piece <&3
        printf %s "$piece"
        IFS= read -r line <&3
    done
}
export -f http_get

get() { timeout 30 "$BASH" -c 'http_get "$@"' - 127.0.0.1 "${URL##*:}" "$1"; }

wait_until_ready() {
    local deadline=$((SECONDS + READY_SECONDS)) status
    until status=$({ get /health/ready >/dev/null; } 2>&1); do
        servers check --dir "$RUN_FOLDER" || exit 1
        if ((SECONDS > deadline)); then
            tail -n 25 "$RUN_FOLDER/storefront/log" >&2
            fail "the storefront is not ready after $READY_SECONDS s: /health/ready answered ${status:-nothing}"
        fi
        sleep 0.2 & wait $!
    done
}

drive_load() {
    local next_scrape=0
    setpriv --pdeathsig TERM -- dotnet "$(program Storefront.Load)" --url "$URL" --rate "$RATE" --seconds "$1" &
    CHILD=$!
    while kill -0 "$CHILD" 2>/dev/null; do
        servers check --dir "$RUN_FOLDER" || exit 1
        # The demo plays the collector of a healthy shop's metrics; nobody collects those of the neglected one.
        if [[ $profile == healthy ]] && ((SECONDS >= next_scrape)); then
            get /metrics >/dev/null 2>&1 || true
            next_scrape=$((SECONDS + SCRAPE_SECONDS))
        fi
        sleep 1 & wait $!
    done
    wait "$CHILD" || fail "the load driver ended with an error"
    CHILD=''
}

report() {
    get "/health/audit?format=$1" || fail "the service gave no audit at $URL/health/audit?format=$1"
}

# ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

step "Building"
for project in Storefront Storefront.Payments Storefront.Collector Storefront.Load; do
    build "samples/$project/$project.csproj" --configuration Release -p:RunAnalyzers=false || fail "samples/$project does not build"
done

step "Starting the servers"
start_postgres
start_redis

# In the environment rather than on a command line, where every user of the machine could read the passwords.
export ConnectionStrings__Shop=$SHOP ConnectionStrings__Redis=$CACHE Storefront__Profile=$profile ASPNETCORE_ENVIRONMENT=Development
# Upload addresses are only signed with these; no object store is called.
ObjectStore__SecretKey=$(new_secret)
export ObjectStore__AccessKey=storefront-demo ObjectStore__SecretKey

step "Filling the shop"
attended dotnet "$(program Storefront)" seed || fail "the database could not be filled"

step "Starting the $profile shop"
start_program payments "$(program Storefront.Payments)"
export Payments__Url=$URL
# A healthy shop's spans go to a collector; nobody traces the neglected one.
if [[ $profile == healthy ]]; then
    start_program collector "$(program Storefront.Collector)"
    export OTEL_EXPORTER_OTLP_ENDPOINT=$URL OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
fi
start_program storefront "$(program Storefront)"
wait_until_ready

step "Driving $RATE requests a second for ${seconds:-$LOAD_SECONDS} s"
drive_load "${seconds:-$LOAD_SECONDS}"

step "What the audit says"
report json >"$RUN_FOLDER/report.json"
attended dotnet run "$REPOSITORY/eng/score.cs" -- "$RUN_FOLDER/report.json" || fail "the report could not be read"
if [[ -n $out ]]; then
    cp "$RUN_FOLDER/report.json" "$out/report.json"
    report markdown >"$out/report.md"
    report html >"$out/report.html"
    get /metrics >"$out/metrics.txt" || fail "the service gave no metrics at $URL/metrics"
    printf '\nWritten to %s: report.json, report.md, report.html, metrics.txt\n' "$out"
fi

if [[ -z $seconds ]]; then
    printf '\nThe report: %s/health/audit?format=html\nThe service stays up until Ctrl-C.\n' "$URL"
    trap 'exit 0' INT TERM
    while servers check --dir "$RUN_FOLDER"; do sleep 2 & wait $!; done
    exit 1
fi
