import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import { ECODE_ENVIRON, ECODE_INVAL, ECODE_NOTUNIQUE, OpPrereqError } from '@gnt/protocol';
import { DEFAULT_NODED_PORT } from '@gnt/constants';
import type { Host } from '../common/resolver.js';
import type { BootstrapContext } from './context.js';

export function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === 'loopback';
}

/** Whether this machine has the address; every loopback address is its own. */
export function ownsAddress(address: string): boolean {
  if (isLoopback(address)) return true;
  return Object.values(networkInterfaces()).some((list) => list?.some((i) => i.address === address) === true);
}

/** Whether something accepts TCP connections there, within `timeout` milliseconds. */
export function answersTcp(address: string, port: number, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout });
    const done = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', done(true));
    socket.once('error', done(false));
    socket.once('timeout', done(false));
  });
}

function checkFamily(host: Host, version: 4 | 6): void {
  if (!ipaddr.isValid(host.ip) || ipaddr.parse(host.ip).kind() !== `ipv${version}`) {
    throw new OpPrereqError(`The address of this host (${host.ip}) is not an IPv${version} address`, ECODE_INVAL);
  }
}

/** Checks the address of the first node: it must be real (loopback only in virtual clusters) and this machine's. */
export function checkOwnAddress(host: Host, version: 4 | 6, ctx: Pick<BootstrapContext, 'paths'>): void {
  checkFamily(host, version);
  if (isLoopback(host.ip) && !ctx.paths.virtual) {
    throw new OpPrereqError(
      `This host's name ${host.name} resolves to the loopback address ${host.ip}; mend DNS or /etc/hosts`,
      ECODE_ENVIRON,
    );
  }
  if (!ownsAddress(host.ip)) {
    throw new OpPrereqError(
      `This host's name ${host.name} resolves to ${host.ip}, which no interface of it has`,
      ECODE_ENVIRON,
    );
  }
}

/** Refuses a cluster address on which a node daemon answers already. */
export async function checkClusterAddressFree(cluster: Host): Promise<void> {
  if (await answersTcp(cluster.ip, DEFAULT_NODED_PORT, 5000)) {
    throw new OpPrereqError(
      `The cluster address ${cluster.ip} is active already: something answers on it`,
      ECODE_NOTUNIQUE,
    );
  }
}

/** The secondary address of the first node, checked; the primary one when none is given. */
export function secondaryAddress(given: string | null, primary: string, version: 4 | 6): string {
  if (given === null) {
    if (version === 6) {
      throw new OpPrereqError('With IPv6 primary addresses an IPv4 secondary address must be given (-s)', ECODE_INVAL);
    }
    return primary;
  }
  if (!ipaddr.IPv4.isValidFourPartDecimal(given)) {
    throw new OpPrereqError(`The secondary address '${given}' is not an IPv4 address`, ECODE_INVAL);
  }
  if (!ownsAddress(given)) {
    throw new OpPrereqError(`The secondary address ${given} does not belong to this host`, ECODE_ENVIRON);
  }
  return given;
}

/** The master netmask as a prefix length, checked; a whole address when none is given. */
export function masterNetmask(given: number | null, version: 4 | 6): number {
  const bits = version === 4 ? 32 : 128;
  if (given === null) return bits;
  if (!Number.isInteger(given) || given < 1 || given > bits) {
    throw new OpPrereqError(`The netmask ${given} is not a prefix length of IPv${version} (1 to ${bits})`, ECODE_INVAL);
  }
  return given;
}
