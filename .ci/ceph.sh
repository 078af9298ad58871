#!/usr/bin/env bash
# A production S3 on this machine, for the contract of the stores: Ceph's radosgw over one monitor and one OSD whose
# objects lie in memory. Installs nothing; on Debian the packages are
#   apt-get install -y --no-install-recommends radosgw ceph-mon ceph-mgr ceph-osd uuid-runtime curl
#
#   .ci/ceph.sh start DIR   prints the endpoint when it answers (some 15 s); the keys are test and test
#   .ci/ceph.sh stop DIR    ends its processes and removes DIR
#
# DIR must be absent or empty at start, so that nothing else is ever removed by stop. CEPH_PORT is the port of the
# endpoint (7480); the monitor takes the two ports above it.
set -euo pipefail

usage() {
  echo "usage: $0 start|stop DIR" >&2
  exit 2
}
[ $# -eq 2 ] || usage

verb=$1
port=${CEPH_PORT:-7480}
endpoint="http://127.0.0.1:$port"

fail() {
  echo "$0: $1" >&2
  exit 1
}

# Says yes within the given tenths of a second, or no.
wait_for() {
  local tenths=$1
  shift
  for ((i = 0; i < tenths; i += 1)); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  return 1
}

# Starts a daemon in the foreground of a background job, so that the recorded id is the daemon's own.
spawn() {
  local name=$1
  shift
  nohup "$@" >"$dir/$name.out" 2>&1 &
  echo $! >"$dir/$name.pid"
}

is_gone() { ! kill -0 "$1" 2>/dev/null; }

# Whether a process is still the daemon that was started here, and not another that got its id.
is_ours() { tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | grep -qF -- "$dir/ceph.conf"; }

# The gateway first, the monitor last, as each waits for the one below it.
end_processes() {
  for name in gateway osd monitor; do
    [ -f "$dir/$name.pid" ] || continue
    local id
    id=$(<"$dir/$name.pid")
    is_ours "$id" || continue
    kill "$id" 2>/dev/null || true
    wait_for 50 is_gone "$id" && continue
    kill -9 "$id" 2>/dev/null || true
    # What it still writes would stand in the way of removing the folder.
    wait_for 50 is_gone "$id" || true
  done
}

stop() {
  [ -f "$dir/ceph.conf" ] || fail "$dir was not made by start"
  end_processes
  rm -rf -- "$dir"
}

write_configuration() {
  cat >"$dir/ceph.conf" <<CONF
[global]
fsid = $1
mon_initial_members = a
mon_host = $2
public_network = 127.0.0.0/8
# Loopback only, and nothing of value inside.
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
# Without keys there is nothing to encrypt by, which the gateway would otherwise insist on.
ms_mon_client_mode = crc
# One copy on one disk, in small pools.
osd_pool_default_size = 1
osd_pool_default_min_size = 1
mon_allow_pool_size_one = true
osd_pool_default_pg_num = 8
osd_pool_default_pgp_num = 8
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_max_pg_per_osd = 1000
run_dir = $dir/run
admin_socket = $dir/run/\$name.asok
log_file = $dir/\$name.log

[mon]
mon_data = $dir/monitor

[osd]
osd_data = $dir/osd
# Debian keeps them where Ceph does not look of itself; without them the gateway cannot start.
osd_class_dir = $3
osd_objectstore = memstore
memstore_device_bytes = 4294967296

[client.rgw.poisk]
rgw_data = $dir/gateway
rgw_frontends = beast endpoint=127.0.0.1:$port
rgw_run_sync_thread = false
CONF
}

osd_is_up() { timeout 20 ceph -c "$dir/ceph.conf" osd stat | grep -q '1 up'; }
gateway_answers() { curl --silent --output /dev/null --max-time 2 "$endpoint"; }

start() {
  for program in ceph ceph-mon ceph-osd monmaptool radosgw radosgw-admin uuidgen curl; do
    command -v "$program" >/dev/null || fail "$program is not installed; see the head of this file"
  done
  [ -z "$(ls -A "$dir")" ] || fail "$dir is not empty"
  if gateway_answers; then fail "something answers at $endpoint already; set CEPH_PORT"; fi

  local fsid monitors osd_id classes
  classes=$(find /usr/lib /usr/lib64 -maxdepth 2 -type d -name rados-classes 2>/dev/null | head -n 1)
  [ -n "$classes" ] || fail "the folder rados-classes of ceph-osd is not there"
  fsid=$(uuidgen)
  osd_id=$(uuidgen)
  monitors="[v2:127.0.0.1:$((port + 1)),v1:127.0.0.1:$((port + 2))]"
  mkdir "$dir"/{monitor,osd,gateway,run}
  write_configuration "$fsid" "$monitors" "$classes"
  trap 'end_processes; echo "$0: Ceph did not start; its logs are in $dir" >&2' ERR

  monmaptool --create --fsid "$fsid" --addv a "$monitors" "$dir/monmap" >/dev/null
  ceph-mon -c "$dir/ceph.conf" --mkfs -i a --monmap "$dir/monmap"
  spawn monitor ceph-mon -c "$dir/ceph.conf" -i a -f

  timeout 60 ceph -c "$dir/ceph.conf" osd new "$osd_id" >/dev/null
  ceph-osd -c "$dir/ceph.conf" -i 0 --mkfs --osd-uuid "$osd_id" >"$dir/osd-mkfs.out" 2>&1
  spawn osd ceph-osd -c "$dir/ceph.conf" -i 0 -f
  wait_for 300 osd_is_up

  timeout 100 radosgw-admin -c "$dir/ceph.conf" user create --uid=test --display-name=test \
    --access-key=test --secret-key=test >/dev/null 2>"$dir/user.out"
  spawn gateway radosgw -c "$dir/ceph.conf" -n client.rgw.poisk -f
  wait_for 300 gateway_answers
  trap - ERR
  echo "$endpoint"
}

case $verb in
start)
  mkdir -p "$2"
  dir=$(cd "$2" && pwd)
  start
  ;;
stop)
  [ -d "$2" ] || exit 0
  dir=$(cd "$2" && pwd)
  stop
  ;;
*) usage ;;
esac
