import type { NodeContext } from '../../context.js';
import { outputOf } from '../run/outcome.js';

type SshContext = Pick<NodeContext, 'paths' | 'files' | 'ssconf' | 'remote' | 'log'>;

/** Changes of key files as ssh-update takes them: an action and keys by node. */
export interface KeyChange {
  readonly public_keys?: readonly [
    'add' | 'replace_or_add' | 'remove' | 'override' | 'clear',
    Record<string, string[]>,
  ];
  readonly authorized_keys?: readonly ['add' | 'remove', Record<string, string[]>];
}

/** How often a node is asked before it is given up, as in the original. */
const ATTEMPTS = 3;

/** Has other nodes change their SSH key files, through ssh-update on each. */
export class SshUpdates {
  readonly #ctx: SshContext;

  constructor(ctx: SshContext) {
    this.#ctx = ctx;
  }

  /** Nodes that can be asked: all online ones but the master, which runs this. */
  async others(): Promise<string[]> {
    const { ssconf } = this.#ctx;
    const master = await ssconf.value('master_node');
    return ((await ssconf.lines('online_nodes')) ?? []).filter((name) => name !== master && name !== '');
  }

  /** Changes the files of one node; returns why it failed, after three attempts. */
  async send(node: string, change: KeyChange): Promise<string | undefined> {
    const { ssconf, paths, files, remote, log } = this.#ctx;
    const cluster = await ssconf.value('cluster_name');
    const pem = await files.readText(paths.file('serverPem'));
    const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/.exec(pem)?.[0] ?? '';
    const port = Number((await ssconf.map('ssh_ports')).get(node) ?? 22);
    const input = JSON.stringify({ cluster_name: cluster, node_daemon_certificate: certificate, ...change });
    const tool = paths.virtual ? 'ssh-update' : '/usr/lib/ganeti/ssh-update';
    let reason = '';
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const result = await remote(cluster).run({ name: node, port }, [tool], { input });
      if (result.exitCode === 0) return undefined;
      reason = outputOf(result);
      log.warn({ node, attempt, output: reason }, 'ssh-update failed');
    }
    return reason;
  }
}
