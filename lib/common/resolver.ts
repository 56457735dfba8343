import { lookup } from 'node:dns/promises';
import { hostname as systemHostname } from 'node:os';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing } from './files.js';
import { GanetiError } from '@gnt/protocol';

/** A host as the resolver found it: its canonical name and address. */
export interface Host {
  readonly name: string;
  readonly ip: string;
}

/** Turns names into addresses; the one place that does (`virtual-cluster.md`). */
export interface Resolver {
  /** Throws ResolverError when the name is unknown. */
  resolve(name: string, family?: 4 | 6): Promise<Host>;
  /** This node's name. */
  readonly hostname: string;
}

function parseHosts(text: string): Map<string, Host> {
  const hosts = new Map<string, Host>();
  for (const line of text.split('\n')) {
    const [ip, name, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (ip === undefined || name === undefined) continue;
    for (const alias of [name, ...aliases]) if (!hosts.has(alias)) hosts.set(alias, { name, ip });
  }
  return hosts;
}

function unknown(name: string, cause?: unknown): GanetiError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'ENOTFOUND';
  return new GanetiError(
    'ResolverError',
    [name, code, `The name '${name}' does not resolve; add it to DNS or the hosts file`],
    { cause },
  );
}

/** The resolver of a real machine: DNS and /etc/hosts through the system. */
export class SystemResolver implements Resolver {
  readonly hostname: string;
  constructor(hostname = systemHostname()) {
    this.hostname = hostname;
  }
  async resolve(name: string, family: 4 | 6 = 4): Promise<Host> {
    try {
      const { address } = await lookup(name, { family });
      return { name, ip: address };
    } catch (e) {
      throw unknown(name, e);
    }
  }
}

/** The resolver of a virtual node: DIR/etc/hosts first, then literal addresses; nothing else exists there. */
export class VirtualResolver implements Resolver {
  readonly hostname: string;
  readonly #file: string;
  constructor(root: string, hostname: string) {
    this.hostname = hostname;
    this.#file = join(dirname(root), 'etc', 'hosts');
  }
  async resolve(name: string): Promise<Host> {
    if (/^[\d.]+$/.test(name) || name.includes(':')) return { name, ip: name };
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (e) {
      if (isMissing(e)) throw unknown(name, e);
      throw e;
    }
    const host = parseHosts(text).get(name);
    if (!host) throw unknown(name);
    return host;
  }
}

/** The resolver that fits the environment (GANETI_ROOTDIR, GANETI_HOSTNAME). */
export function createResolver(env: Readonly<Record<string, string | undefined>>): Resolver {
  const root = env['GANETI_ROOTDIR'];
  const name = env['GANETI_HOSTNAME'];
  if (root === undefined || root === '')
    return name === undefined || name === '' ? new SystemResolver() : new SystemResolver(name);
  if (name === undefined || name === '') {
    throw new GanetiError('GenericError', [
      'GANETI_ROOTDIR is set but GANETI_HOSTNAME is not; use the cmd script of the virtual node',
    ]);
  }
  return new VirtualResolver(root, name);
}
