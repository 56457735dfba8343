import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { OpExecError, OpPrereqError, ECODE_ENVIRON } from '@gnt/protocol';
import type { CommandResult } from '../common/exec.js';
import type { BootstrapContext } from './context.js';
import { waitForNodeDaemon } from './node-calls.js';
import type { RemoteNode } from './remote.js';
import { SshRemote } from './remote-ssh.js';
import { VirtualRemote } from './remote-virtual.js';
import type { Remote } from './remote.js';
import { hostKeyPairs } from './ssh/host-keys.js';
import { PublicKeyFile } from '../common/ssh/public-keys.js';
import type { SshKeyKind } from '../common/ssh/user-files.js';

/** What `gnt-node add` knows about the node to come. */
export interface NodeSetup {
  readonly cluster_name: string;
  readonly node: RemoteNode;
  /** False accepts the new machine's SSH host key unseen (--no-ssh-key-check). */
  readonly checkHostKey: boolean;
  /** Replaces the machine's SSH keys by those of the cluster. */
  readonly ssh?: {
    readonly key_type: SshKeyKind;
    readonly key_bits: number;
    /** UUIDs of master and candidates, whose keys root on the new node accepts. */
    readonly candidates: readonly string[];
  };
  readonly debug: boolean;
  readonly verbose: boolean;
}

/** Where tools for other nodes live there: the PATH of a virtual node, the package's folder on a real one. */
function toolPath(name: string, ctx: BootstrapContext): string {
  return ctx.paths.virtual ? name : `/usr/lib/ganeti/${name}`;
}

function flags(setup: NodeSetup): string[] {
  return [...(setup.debug ? ['--debug'] : []), ...(setup.verbose ? ['--verbose'] : [])];
}

function checked(what: string, result: CommandResult): void {
  if (result.exitCode === 0) return;
  throw new OpExecError(
    `${what} failed (exit code ${result.exitCode ?? 'none'}): ${(result.stderr || result.stdout).trim()}`,
  );
}

/** The way to other nodes that fits this one; ssh asks the user when `interactive`. */
export function createRemote(
  ctx: BootstrapContext,
  clusterName: string,
  settings: { readonly interactive?: boolean; readonly checkHostKey?: boolean; readonly clusterKey?: boolean } = {},
): Remote {
  if (ctx.paths.virtual) return new VirtualRemote(ctx.paths, ctx.runner);
  const { clusterKey = true, ...rest } = settings;
  return new SshRemote(ctx.paths, ctx.runner, { ...(clusterKey ? { clusterName } : {}), ...rest });
}

/** Gives the new machine the cluster's SSH keys and remembers its own (prepare-node-join there). */
async function joinSsh(setup: NodeSetup, ssh: NonNullable<NodeSetup['ssh']>, ctx: BootstrapContext): Promise<void> {
  const keyFile = new PublicKeyFile(ctx.files, ctx.paths);
  const known = await keyFile.read();
  const pem = await ctx.files.readText(ctx.paths.file('serverPem'));
  const request = {
    cluster_name: setup.cluster_name,
    node_daemon_certificate: /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/.exec(pem)?.[0] ?? '',
    ssh_host_key: await hostKeyPairs(ctx.files, ctx.warn),
    ssh_root_key: [],
    authorized_keys: Object.fromEntries(
      ssh.candidates.flatMap((uuid) => (known.has(uuid) ? [[uuid, known.get(uuid)]] : [])),
    ),
    ssh_key_type: ssh.key_type,
    ssh_key_bits: ssh.key_bits,
  };
  const first = createRemote(ctx, setup.cluster_name, {
    interactive: true,
    checkHostKey: setup.checkHostKey,
    clusterKey: false,
  });
  const tool = [toolPath('prepare-node-join', ctx), ...flags(setup)];
  checked(`Preparing ${setup.node.name} by SSH`, await first.run(setup.node, tool, { input: JSON.stringify(request) }));
  // The node has the cluster's host key from here on.
  const remote = createRemote(ctx, setup.cluster_name, { checkHostKey: setup.checkHostKey });
  const key = await remote.run(setup.node, ['cat', `${homedir()}/.ssh/id_${ssh.key_type}.pub`]);
  checked(`Reading root's new public key on ${setup.node.name}`, key);
  // Its UUID is not known before the node is in the configuration; the node daemon replaces the name by it.
  await keyFile.add(setup.node.name, key.stdout);
}

async function readSsconf(ctx: BootstrapContext): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const file of await readdir(ctx.paths.dirs.data)) {
    const key = /^ssconf_(\w.*)$/.exec(file)?.[1];
    if (key !== undefined) values[key] = await ctx.files.readText(ctx.paths.ssconf(key));
  }
  return values;
}

/**
 * Makes a machine ready for OP_NODE_ADD: SSH keys where the cluster manages them, then the cluster's certificate and
 * the node daemon (node-daemon-setup there), and waits until that answers.
 */
export async function setupNode(setup: NodeSetup, ctx: BootstrapContext): Promise<void> {
  if (setup.ssh !== undefined && !ctx.paths.virtual) await joinSsh(setup, setup.ssh, ctx);
  const ssconf = await readSsconf(ctx);
  if (Object.keys(ssconf).length === 0) {
    throw new OpPrereqError(
      'This node has no ssconf files; gnt-node add works on the master of a cluster',
      ECODE_ENVIRON,
    );
  }
  const request = {
    cluster_name: setup.cluster_name,
    node_daemon_certificate: await ctx.files.readText(ctx.paths.file('serverPem')),
    hmac_key: await ctx.files.readText(ctx.paths.file('hmacKey')),
    ssconf,
    start_node_daemon: true,
    node_name: setup.node.name,
  };
  const remote = createRemote(ctx, setup.cluster_name, {
    interactive: setup.checkHostKey,
    checkHostKey: setup.checkHostKey,
  });
  const tool = [toolPath('node-daemon-setup', ctx), ...flags(setup)];
  checked(`Setting up ${setup.node.name}`, await remote.run(setup.node, tool, { input: JSON.stringify(request) }));
  await waitForNodeDaemon(setup.node.name, ctx);
}
