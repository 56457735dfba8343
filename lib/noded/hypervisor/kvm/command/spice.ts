import { isIPv4, isIPv6 } from 'node:net';
import { HypervisorError } from '../../errors.js';
import type { CommandInput } from './interface.js';

/** Key of -spice by the parameter it comes from; left out when the parameter is empty. */
const COMPRESSION = {
  spice_image_compression: 'image-compression',
  spice_jpeg_wan_compression: 'jpeg-wan-compression',
  spice_zlib_glz_wan_compression: 'zlib-glz-wan-compression',
  spice_streaming_video: 'streaming-video',
} as const;

/** The SPICE server and the channel of its agent. */
export function spiceOptions(input: CommandInput): string[] {
  const { hvp } = input;
  const { address, version } = listenAddress(input);
  const agent = hvp.flag('spice_use_vdagent');
  const option = [
    `addr=${address}`,
    ...endpoint(input),
    ...(hvp.text('spice_password_file') === '' ? ['disable-ticketing'] : []),
    ...(version === undefined ? [] : [`ipv${String(version)}`]),
    ...Object.entries(COMPRESSION).flatMap(([param, key]) => {
      const value = hvp.text(param);
      return value === '' ? [] : [`${key}=${value}`];
    }),
    ...(hvp.flag('spice_playback_compression') ? [] : ['playback-compression=off']),
    ...(agent ? [] : ['agent-mouse=off']),
  ];
  return [...(agent ? agentChannel() : []), '-spice', option.join(',')];
}

function endpoint({ hvp, networkPort, spiceFiles }: CommandInput): string[] {
  if (networkPort === null) throw new HypervisorError('SPICE: the instance has no network port');
  if (!hvp.flag('spice_use_tls')) return [`port=${String(networkPort)}`];
  const ciphers = hvp.text('spice_tls_ciphers');
  return [
    `tls-port=${String(networkPort)}`,
    `x509-cacert-file=${spiceFiles.authority}`,
    `x509-key-file=${spiceFiles.certificate}`,
    `x509-cert-file=${spiceFiles.certificate}`,
    ...(ciphers === '' ? [] : [`tls-ciphers=${ciphers}`]),
  ];
}

function agentChannel(): string[] {
  return [
    ...['-device', 'virtio-serial-pci,id=spice'],
    ...['-device', 'virtserialport,chardev=spicechannel0,name=com.redhat.spice.0'],
    ...['-chardev', 'spicevmc,id=spicechannel0,name=vdagent'],
  ];
}

/** The address of spice_bind, which is one itself or an interface; with an interface also the IP version taken. */
function listenAddress(input: CommandInput): { address: string; version?: 4 | 6 } {
  const bind = input.hvp.text('spice_bind');
  if (isIPv4(bind) || isIPv6(bind)) return { address: bind };
  const addresses = input.interfaceAddresses(bind);
  const wanted = input.hvp.int('spice_ip_version');
  const version = wanted === 4 || wanted === 6 ? wanted : presentVersion(input, addresses);
  const address = version === undefined ? undefined : addresses?.[version === 4 ? 'ipv4' : 'ipv6'][0];
  if (version === undefined || address === undefined) {
    throw new HypervisorError(
      `SPICE: Unable to get an IP${version === undefined ? '' : `v${String(version)}`} address for ${bind}`,
    );
  }
  return { address, version };
}

function presentVersion(
  input: CommandInput,
  addresses: ReturnType<CommandInput['interfaceAddresses']>,
): 4 | 6 | undefined {
  const has4 = (addresses?.ipv4.length ?? 0) > 0;
  const has6 = (addresses?.ipv6.length ?? 0) > 0;
  if (has4 && has6) return input.primaryIpVersion;
  if (has4) return 4;
  return has6 ? 6 : undefined;
}
