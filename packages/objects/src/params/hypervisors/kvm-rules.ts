import {
  HT_BO_CDROM,
  HT_CACHE_NONE,
  HT_KVM_AIO_NATIVE,
  HT_SM_USER,
  IFACE_NO_IP_VERSION_SPECIFIED,
  VALID_SERIAL_SPEEDS,
} from '@gnt/constants';
import { isIp4 } from '../checks.js';

type Values = Readonly<Record<string, unknown>>;

const NEED_SPICE_BIND = [
  'spice_ip_version',
  'spice_password_file',
  'spice_image_compression',
  'spice_jpeg_wan_compression',
  'spice_zlib_glz_wan_compression',
  'spice_streaming_video',
  'spice_use_tls',
] as const;

function* spiceFaults(p: Values): Generator<string> {
  const [bind, version] = [p['spice_bind'], p['spice_ip_version']];
  if (!bind) {
    for (const name of NEED_SPICE_BIND) if (p[name]) yield `SPICE: ${name} requires spice_bind to be set`;
    return;
  }
  if (version === IFACE_NO_IP_VERSION_SPECIFIED || typeof bind !== 'string') return;
  const family = isIp4(bind) ? 4 : bind.includes(':') ? 6 : undefined;
  if (family !== undefined && family !== version) {
    yield `SPICE: spice_bind is an IPv${String(family)} address (${bind}), but spice_ip_version is ${String(version)}`;
  }
}

function* securityFaults(p: Values): Generator<string> {
  const user = p['security_model'] === HT_SM_USER;
  if (user && !p['security_domain']) yield "security_model 'user' needs security_domain, the user to run QEMU as";
  if (!user && p['security_domain']) yield "security_domain can be set with security_model 'user' only";
}

/** Faults between parameters of kvm, all of which are filled in. */
export function* kvmFaults(p: Values): Generator<string> {
  if (p['boot_order'] === HT_BO_CDROM && !p['cdrom_image_path'])
    yield 'Cannot boot from cdrom without cdrom_image_path';
  if (p['kernel_path'] && !p['root_path']) yield 'kernel_path needs root_path, the root device for the kernel';
  yield* securityFaults(p);
  if (p['serial_console'] && !VALID_SERIAL_SPEEDS.some((speed) => speed === p['serial_speed'])) {
    yield `A serial console has one of these speeds: ${VALID_SERIAL_SPEEDS.join(', ')}`;
  }
  if (p['vnc_x509_verify'] && !p['vnc_x509_path']) yield 'vnc_x509_path must be defined, if vnc_x509_verify is';
  yield* spiceFaults(p);
  if (p['disk_aio'] === HT_KVM_AIO_NATIVE && p['disk_cache'] !== HT_CACHE_NONE) {
    yield "disk_aio 'native' goes only with disk_cache 'none'";
  }
}
