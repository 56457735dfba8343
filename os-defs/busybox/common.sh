# Shared by the scripts of this OS definition.

LABEL=gnt-busybox

die() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

usage() {
  case "${1:-}" in
    -h | --help)
      echo "usage: $(basename "$0") (parameters come in the environment)"
      exit 0
      ;;
  esac
}

# Prefix length of the first NIC's network, 24 when it is in none.
prefix_length() {
  case "${NIC_0_NETWORK_SUBNET:-}" in
    */*) echo "${NIC_0_NETWORK_SUBNET##*/}" ;;
    *) echo 24 ;;
  esac
}

# The file that tells the guest who it is.
instance_conf() {
  address=${OSP_ADDRESS:-}
  if [ -z "$address" ] && [ -n "${NIC_0_IP:-}" ]; then
    address=$NIC_0_IP/$(prefix_length)
  fi
  echo "name=$INSTANCE_NAME"
  echo "ip=$address"
  echo "gateway=${OSP_GATEWAY:-${NIC_0_NETWORK_GATEWAY:-}}"
  echo "dhcp=${OSP_DHCP:-no}"
  [ "${OSP_TICK:-no}" = yes ] && echo "tick=1"
  [ "${OSP_NOACPI:-no}" = yes ] && echo "noacpi=1"
  return 0
}
