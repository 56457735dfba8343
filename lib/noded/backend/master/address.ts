import { join } from 'node:path';
import {
  FAKE_OP_MASTER_TURNDOWN,
  FAKE_OP_MASTER_TURNUP,
  HKR_FAIL,
  HOOKS_PATH,
  HOOKS_PHASE_POST,
  HOOKS_PHASE_PRE,
  HOOKS_VERSION,
  IP_COMMAND_PATH,
  SS_CLUSTER_NAME,
  SS_MASTER_NODE,
} from '@gnt/constants';
import type { RpcArgs } from '@gnt/protocol';
import type { NodeContext } from '../../context.js';
import { NodeError } from '../../errors.js';
import { hasAddress, masterIpRecord } from '../node/addresses.js';
import { runHooks } from '../run/hooks.js';
import { outputOf } from '../run/outcome.js';

/** Where the cluster's address lives. */
export type MasterNetwork = RpcArgs<'node_activate_master_ip'>['master_params'];

type AddressContext = Pick<
  NodeContext,
  'paths' | 'files' | 'run' | 'programs' | 'ssconf' | 'resolver' | 'environment' | 'log'
>;

const AF_INET6 = 10;

/** What the set-up script and the hooks around it are told. */
export function masterIpEnvironment(network: MasterNetwork): Record<string, string> {
  return {
    MASTER_NETDEV: network.netdev,
    MASTER_IP: network.ip,
    MASTER_NETMASK: String(network.netmask),
    CLUSTER_IP_VERSION: network.ip_family === AF_INET6 ? '6' : '4',
  };
}

/** Brings the cluster's address up or down here, with the node's own hooks around it. */
export async function changeMasterIp(
  ctx: AddressContext,
  action: 'start' | 'stop',
  network: MasterNetwork,
  external: boolean,
): Promise<void> {
  const [opcode, path] =
    action === 'start' ? [FAKE_OP_MASTER_TURNUP, 'master-ip-turnup'] : [FAKE_OP_MASTER_TURNDOWN, 'master-ip-turndown'];
  const env = masterIpEnvironment(network);
  await localHooks(ctx, opcode, path, HOOKS_PHASE_PRE, env);
  if (ctx.paths.virtual) await recordMasterIp(ctx, action, network.ip);
  else await runSetupScript(ctx, action, env, external);
  await localHooks(ctx, opcode, path, HOOKS_PHASE_POST, env);
}

/** A virtual cluster's address is on loopback and needs no set-up: which node has it is only written down. */
async function recordMasterIp(ctx: AddressContext, action: 'start' | 'stop', ip: string): Promise<void> {
  const file = masterIpRecord(ctx);
  if (action === 'start') await ctx.files.writeAtomic(file, `${ip}\n`, { mode: 0o644 });
  else await ctx.files.remove(file);
}

async function runSetupScript(
  ctx: AddressContext,
  action: 'start' | 'stop',
  env: Readonly<Record<string, string>>,
  external: boolean,
): Promise<void> {
  const script = external
    ? join(ctx.paths.dirs.conf, 'scripts/master-ip-setup')
    : await ctx.programs.require('master-ip-setup');
  const result = await ctx.run.tryRun(script, [action], { env });
  if (result.exitCode === 0) return;
  throw new NodeError(
    `The script to ${action} the master IP failed: ${String(result.exitCode)}, output: '${outputOf(result).trim()}'`,
  );
}

/** Gives the cluster's address another netmask; it must be up here. */
export async function changeMasterNetmask(
  ctx: AddressContext,
  old: number,
  wanted: number,
  ip: string,
  device: string,
): Promise<void> {
  if (old === wanted) return;
  if (!(await hasAddress(ctx, ip))) throw new NodeError('The master IP is not up here; its netmask stays');
  if (ctx.paths.virtual) return;
  const change = (verb: 'add' | 'del', mask: number): Promise<{ exitCode: number | null }> =>
    ctx.run.tryRun(IP_COMMAND_PATH, ['address', verb, `${ip}/${String(mask)}`, 'dev', device, 'label', `${device}:0`]);
  if ((await change('add', wanted)).exitCode !== 0) throw new NodeError('The master IP could not get its new netmask');
  if ((await change('del', old)).exitCode !== 0)
    throw new NodeError('The master IP could not be taken down with its old netmask');
}

/** Hooks that run on this node alone, around what it does to itself; a failing pre hook stops it. */
async function localHooks(
  ctx: AddressContext,
  opcode: string,
  path: string,
  phase: 'pre' | 'post',
  specific: Readonly<Record<string, string>>,
): Promise<void> {
  const prefix = phase === HOOKS_PHASE_PRE ? 'GANETI_' : 'GANETI_POST_';
  const node = ctx.resolver.hostname;
  const env: Record<string, string> = {
    PATH: HOOKS_PATH,
    GANETI_HOOKS_VERSION: String(HOOKS_VERSION),
    GANETI_OP_CODE: opcode,
    GANETI_DATA_DIR: ctx.paths.dirs.data,
    GANETI_HOOKS_PHASE: phase,
    GANETI_HOOKS_PATH: path,
    GANETI_CLUSTER: (await ctx.ssconf.lines(SS_CLUSTER_NAME))?.[0] ?? '',
    GANETI_MASTER: (await ctx.ssconf.lines(SS_MASTER_NODE))?.[0] ?? node,
  };
  // Both phases carry what holds before; the post phase repeats it under its own prefix (`lib/hooksmaster.py`).
  for (const [key, value] of Object.entries(specific)) {
    env[`GANETI_${key}`] = value;
    env[`${prefix}${key}`] = value;
  }
  for (const [script, outcome, output] of await runHooks(ctx, path, phase, env)) {
    if (outcome !== HKR_FAIL) continue;
    if (phase === HOOKS_PHASE_PRE) throw new NodeError(`Hook ${script} failed: ${output}`);
    ctx.log.warn({ script, output }, 'post hook failed');
  }
}
