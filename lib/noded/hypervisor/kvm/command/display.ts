import { isIPv4, isIPv6 } from 'node:net';
import { VNC_BASE_PORT } from '@gnt/constants';
import { HypervisorError } from '../../errors.js';
import type { CommandInput } from './interface.js';
import { spiceOptions } from './spice.js';

/** Mouse, VNC or SPICE or no display, sound. */
export function displayOptions(input: CommandInput): string[] {
  const { hvp, capabilities } = input;
  const vnc = hvp.text('vnc_bind_address');
  const mouse = hvp.text('usb_mouse') || (vnc === '' ? '' : 'tablet');
  return [
    ...(mouse === '' ? [] : ['-usbdevice', mouse]),
    ...screen(input, vnc),
    ...sound(hvp.text('soundhw'), {
      hasSoundhw: capabilities.option('-soundhw') !== undefined,
      spice: hvp.text('spice_bind') !== '',
    }),
  ];
}

function screen(input: CommandInput, vnc: string): string[] {
  if (vnc !== '') return vncOptions(input, vnc);
  if (input.hvp.text('spice_bind') !== '') return spiceOptions(input);
  return input.capabilities.option('-display') === undefined ? ['-nographic'] : ['-display', 'none'];
}

function vncOptions(input: CommandInput, bind: string): string[] {
  const address = isIPv4(bind) || isIPv6(bind) ? bind : interfaceAddress(input, bind);
  if (address === undefined) return ['-vnc', `unix:${bind}/${input.name}.vnc`];
  const { hvp } = input;
  const tls = hvp.flag('vnc_tls');
  const display = [
    vncDisplay(address, input.networkPort),
    ...(tls ? ['tls-creds=vnctls0'] : []),
    ...(hvp.text('vnc_password_file') === '' ? [] : ['password']),
  ];
  return [...(tls ? ['-object', tlsObject(input)] : []), '-vnc', display.join(',')];
}

/** IPv4 address of an interface; undefined when the text is a directory. */
function interfaceAddress({ interfaceAddresses }: CommandInput, bind: string): string | undefined {
  if (bind.startsWith('/')) return undefined;
  const address = interfaceAddresses(bind)?.ipv4[0];
  if (address === undefined)
    throw new HypervisorError(`VNC: Could not determine the IPv4 address of interface ${bind}`);
  return address;
}

function vncDisplay(address: string, port: number | null): string {
  // Without a port in VNC's range there is no display; the guest runs all the same.
  if (port === null || port <= VNC_BASE_PORT) return 'none';
  const display = String(port - VNC_BASE_PORT);
  if (address === '0.0.0.0') return `:${display}`;
  return isIPv6(address) ? `[${address}]:${display}` : `${address}:${display}`;
}

function tlsObject({ hvp }: CommandInput): string {
  const dir = hvp.text('vnc_x509_path');
  const common = 'id=vnctls0,endpoint=server';
  if (dir === '') return `tls-creds-anon,${common}`;
  return `tls-creds-x509,${common},dir=${dir},verify-peer=${hvp.flag('vnc_x509_verify') ? 'yes' : 'no'}`;
}

function sound(model: string, { hasSoundhw, spice }: { hasSoundhw: boolean; spice: boolean }): string[] {
  if (model === '') return [];
  if (hasSoundhw) return ['-soundhw', model];
  return ['-audio', `driver=${spice ? 'spice' : 'none'},model=${model},id=soundhw`];
}
