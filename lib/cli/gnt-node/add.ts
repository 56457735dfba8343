import { SSH_DEFAULT_KEY_BITS, SSH_DEFAULT_KEY_TYPE } from '@gnt/constants';
import { ECODE_RESOLVER, GanetiError, isA, OpPrereqError } from '@gnt/protocol';
import { defineCommand, one } from '../framework/command.js';
import { flag, flagOff } from '../framework/option.js';
import { opcode } from '../framework/opcode.js';
import type { Session } from '../framework/session.js';
import * as o from '../options.js';
import { nestedGroups, parameterGroups } from '../states.js';

interface KnownNode {
  readonly name: string;
  readonly secondaryIp: string;
  readonly isMaster: boolean;
  readonly sshPort: number;
}

async function resolved(session: Session, name: string): Promise<string> {
  try {
    return (await (await session.deps.resolver()).resolve(name)).name;
  } catch (error) {
    if (!isA(error, 'ResolverError')) throw error;
    throw new OpPrereqError(`The given name (${name}) does not resolve: ${String(error.args[1])}`, ECODE_RESOLVER, {
      cause: error,
    });
  }
}

/** The SSH port of the group the node comes to; an unknown group is left to the opcode to refuse. */
async function groupSshPort(session: Session, group: string | null): Promise<number | null> {
  try {
    const [row] = await (
      await session.client()
    ).queryPlain('QueryGroups', group === null ? [] : [group], ['ndp/ssh_port']);
    return row === undefined ? null : Number(row[0]);
  } catch (error) {
    if (error instanceof GanetiError && (isA(error, 'OpPrereqError') || isA(error, 'OpExecError'))) return null;
    throw error;
  }
}

async function knownNode(session: Session, name: string): Promise<KnownNode | undefined> {
  const client = await session.client();
  const [row] = await client.queryPlain('QueryNodes', [name], ['name', 'sip', 'master', 'ndp/ssh_port']);
  if (row === undefined) return undefined;
  const [known, secondaryIp, isMaster, sshPort] = row as [string, string, boolean, number];
  return { name: known, secondaryIp, isMaster, sshPort };
}

/** Why the node cannot be added like this; undefined when it can. */
function refusal(name: string, known: KnownNode | undefined, readd: boolean): string | undefined {
  if (readd && !known) return `There is no node ${name} in this cluster - leave out '--readd' to add it`;
  if (readd && known?.isMaster) return `Node ${name} is the master, cannot readd`;
  if (!readd && known) return `Node ${name} is already in the cluster (as ${known.name}); '--readd' adds it again`;
  return undefined;
}

async function candidateUuids(session: Session): Promise<string[]> {
  const { data } = await (
    await session.client()
  ).query('node', ['uuid'], ['|', ['=', 'role', 'M'], ['=', 'role', 'C']]);
  return data.map((row) => String(row[0]?.[1]));
}

function warnAboutSsh(session: Session, name: string): void {
  session.err('-- WARNING --');
  session.err(`SSH is going to be set up on ${name} and on the nodes of the cluster:`);
  session.err(`* ${name} gets a new SSH host key and a new key of root,`);
  session.err(`* root on ${name} accepts the keys of the master candidates,`);
  session.err(`* if ${name} becomes a master candidate, all nodes accept its key.`);
}

/** Makes the machine ready over SSH, or by its cmd script in a virtual cluster. */
async function prepare(
  session: Session,
  name: string,
  sshPort: number | null,
  opts: { readonly sshKeyCheck: boolean; readonly verbose: boolean; readonly debug: boolean; readonly ssh: boolean },
): Promise<void> {
  const client = await session.client();
  const [clusterName] = await client.queryConfigValues(['cluster_name']);
  const [keyType, keyBits] = opts.ssh ? await client.queryConfigValues(['ssh_key_type', 'ssh_key_bits']) : [];
  const bootstrap = await session.deps.bootstrap();
  await bootstrap.setupNode({
    cluster_name: String(clusterName),
    node: { name, ...(sshPort === null ? {} : { port: sshPort }) },
    checkHostKey: opts.sshKeyCheck,
    ...(opts.ssh
      ? {
          ssh: {
            key_type: keyType === 'dsa' || keyType === 'ecdsa' ? keyType : SSH_DEFAULT_KEY_TYPE,
            key_bits: typeof keyBits === 'number' ? keyBits : SSH_DEFAULT_KEY_BITS,
            candidates: await candidateUuids(session),
          },
        }
      : {}),
    debug: opts.debug,
    verbose: opts.verbose,
  });
}

/** gnt-node add: brings a machine into the cluster, or back into it. */
export const add = defineCommand({
  tool: 'gnt-node',
  name: 'add',
  usage: '[-s ip] [--readd] [--no-ssh-key-check] [--force-join] [--no-node-setup] [--verbose] [--network] <node-name>',
  args: [one('host')],
  options: {
    secondaryIp: o.secondaryIp,
    readd: o.readd,
    sshKeyCheck: o.noSshKeyCheck,
    forceJoin: flag(['--force-join'], 'does nothing any more but say so'),
    nodeSetup: flagOff(
      ['--no-node-setup'],
      'does nothing any more but say so: the cluster decides whether SSH is set up',
    ),
    verbose: o.verbose,
    nodeGroup: o.nodeGroup,
    priority: o.priority,
    masterCapable: o.masterCapable,
    vmCapable: o.vmCapable,
    nodeParams: o.nodeParams,
    hvState: o.hvState,
    diskState: o.diskState,
  },
  async run({ opts, args: [given = ''], session }) {
    const client = await session.client();
    const name = await resolved(session, given);
    const groupPort = await groupSshPort(session, opts.nodeGroup);
    const known = await knownNode(session, name);
    const why = refusal(name, known, opts.readd);
    if (why !== undefined) {
      session.err(why);
      return 1;
    }
    if (!opts.nodeSetup) {
      session.out('-- WARNING --');
      session.out(
        "--no-node-setup does nothing any more: the cluster's modify_ssh_setup decides whether SSH is set up.",
      );
    }
    if (opts.forceJoin) session.err('--force-join does nothing any more: a node is always joined.');
    const [modifySsh] = await client.queryConfigValues(['modify_ssh_setup']);
    const ssh = modifySsh === true;
    if (ssh) warnAboutSsh(session, name);
    const { debug } = opts as unknown as { readonly debug: number };
    await prepare(session, name, known?.sshPort ?? groupPort, { ...opts, debug: debug > 0, ssh });
    const op = opcode('OP_NODE_ADD', {
      node_name: given,
      secondary_ip: known?.secondaryIp ?? opts.secondaryIp,
      readd: opts.readd,
      group: opts.nodeGroup,
      vm_capable: opts.vmCapable,
      ndparams: opts.nodeParams,
      master_capable: opts.masterCapable,
      disk_state: nestedGroups('--disk-state', opts.diskState),
      hv_state: parameterGroups('--hypervisor-state', opts.hvState),
      node_setup: ssh,
    });
    await session.jobs.submit(op);
    return 0;
  },
});
