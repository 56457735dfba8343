import { mkdir, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ECODE_ENVIRON, ECODE_INVAL, ECODE_STATE, OpExecError, OpPrereqError } from '@gnt/protocol';
import { certificateDigest } from '../common/certificate-digest.js';
import { createClusterCrypto, type ClusterCrypto } from '../common/certificates.js';
import { epochSeconds } from '../common/clock.js';
import { isMissing } from '../common/files.js';
import type { Host } from '../common/resolver.js';
import { Undo } from '../common/undo.js';
import { initialConfig } from '../config/initial.js';
import type { ConfigSnapshot } from '../config/interface.js';
import { ssconfValues, writeSsconfFiles } from '../config/ssconf.js';
import { writeConfig } from '../config/store.js';
import { defaultAllocator } from './allocator.js';
import type { BootstrapContext } from './context.js';
import type { InitOptions } from './init-options.js';
import { checkInitParameters } from './init-params.js';
import { checkClusterAddressFree, checkOwnAddress, masterNetmask, secondaryAddress } from './network-checks.js';
import { waitForNodeDaemon } from './node-calls.js';
import { hostPublicKeys, knownHosts } from './ssh/host-keys.js';
import { PublicKeyFile } from '../common/ssh/public-keys.js';
import { createRootKey } from '../common/ssh/user-files.js';
import { checkDrbdHelper, checkVolumeGroup, prepareStorage } from './storage-checks.js';

/** A node starts a cluster only when nothing of another one is left on it. */
async function checkNothingLeft(ctx: BootstrapContext): Promise<void> {
  if ((await ctx.files.readTextIfPresent(ctx.paths.file('configData'))) !== undefined) {
    throw new OpPrereqError(
      'The cluster is initialised already on this node; gnt-cluster destroy ends it',
      ECODE_STATE,
    );
  }
  for (const dir of [ctx.paths.dirs.data, ctx.paths.file('queueDir'), ctx.paths.file('queueArchiveDir')]) {
    for (const entry of await entries(dir)) {
      if ((await stat(join(dir, entry))).isDirectory()) continue;
      throw new OpPrereqError(
        `${dir} has left-overs of an old cluster, such as '${entry}'; remove them first`,
        ECODE_STATE,
      );
    }
  }
}

async function entries(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (e) {
    if (isMissing(e)) return [];
    throw e;
  }
}

async function checkMasterDevice(options: InitOptions, ctx: BootstrapContext): Promise<void> {
  if (!/^[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}$/.test(options.mac_prefix)) {
    throw new OpPrereqError(`MAC prefix '${options.mac_prefix}' is not of the form aa:00:00`, ECODE_INVAL);
  }
  // An Open vSwitch switch may not exist yet.
  if (options.nicparams['mode'] === 'openvswitch') return;
  const link = await ctx.runner.tryRun('ip', ['link', 'show', 'dev', options.master_netdev]);
  if (link.exitCode !== 0) {
    throw new OpPrereqError(
      `Master network device '${options.master_netdev}' cannot be used: ${link.stderr.trim()}`,
      ECODE_INVAL,
    );
  }
}

async function daemonUtil(ctx: BootstrapContext, ...args: string[]): Promise<void> {
  const result = await ctx.programs.tryRun('daemon-util', args);
  if (result.exitCode === 0) return;
  throw new OpExecError(
    `'daemon-util ${args.join(' ')}' failed (exit code ${result.exitCode ?? 'none'}): ${(result.stderr || result.stdout).trim()}`,
  );
}

async function writeCrypto(crypto: ClusterCrypto, ctx: BootstrapContext): Promise<void> {
  for (const [name, mode] of [
    ['serverPem', 0o440],
    ['clientPem', 0o440],
    ['rapiPem', 0o440],
    ['spicePem', 0o440],
    ['spiceCaPem', 0o440],
    ['hmacKey', 0o440],
    ['clusterDomainSecret', 0o640],
  ] as const) {
    await ctx.files.writeAtomic(ctx.paths.file(name), crypto[name], { mode });
  }
}

/** SSH of the first node: root's key pair, the host key known under the cluster's name. */
async function setupSsh(options: InitOptions, ctx: BootstrapContext): Promise<string | undefined> {
  if (!options.modify_ssh_setup) return undefined;
  const deps = { files: ctx.files, runner: ctx.runner, now: () => ctx.clock.now() };
  return createRootKey(deps, homedir(), options.ssh_key_type, options.ssh_key_bits);
}

async function addToEtcHosts(host: Host, ctx: BootstrapContext): Promise<void> {
  const file = '/etc/hosts';
  const text = await ctx.files.readText(file);
  const known = text.split('\n').some((l) => {
    const [ip, ...names] = l.replace(/#.*/, '').trim().split(/\s+/);
    return ip === host.ip && names.includes(host.name);
  });
  const short = host.name.split('.')[0] ?? host.name;
  const line = [host.ip, ...new Set([host.name, short])].join('\t');
  if (!known) await ctx.files.writeAtomic(file, `${text.replace(/([^\n])$/, '$1\n')}${line}\n`, { mode: 0o644 });
}

/**
 * `gnt-cluster init`: checks everything first, then makes certificates, keys and the configuration of a one-node
 * cluster, and starts its daemons. The caller submits OP_CLUSTER_POST_INIT once the master answers.
 */
export async function initCluster(options: InitOptions, ctx: BootstrapContext): Promise<void> {
  await checkNothingLeft(ctx);
  const parameters = checkInitParameters(options);
  const version = options.primary_ip_version;
  const own = await ctx.resolver.resolve(ctx.resolver.hostname, version);
  checkOwnAddress(own, version, ctx);
  const cluster = await ctx.resolver.resolve(options.cluster_name, version);
  await checkClusterAddressFree(cluster);
  const secondary_ip = secondaryAddress(options.secondary_ip, own.ip, version);
  const netmask = masterNetmask(options.master_netmask, version);
  if (options.volume_group_name !== null) await checkVolumeGroup(options.volume_group_name, ctx);
  await checkDrbdHelper(options, ctx);
  await checkMasterDevice(options, ctx);
  const hostKeys = ctx.paths.virtual ? { rsa: '', dsa: '' } : await hostPublicKeys(ctx.files);
  if (!ctx.paths.virtual && hostKeys.rsa === '' && hostKeys.dsa === '') {
    throw new OpPrereqError(
      'This host has no SSH host key of kind rsa or dsa (ssh-keygen -A makes them)',
      ECODE_ENVIRON,
    );
  }
  const default_iallocator = await defaultAllocator(options.default_iallocator, ctx);
  const storage = await prepareStorage(options, ctx);
  await daemonUtil(ctx, 'stop-all');

  if (options.modify_etc_hosts) await addToEtcHosts(own, ctx);
  const rootKey = await setupSsh(options, ctx);
  const {
    cluster_name: _name,
    secondary_ip: _ip,
    primary_ip_version: _version,
    master_netmask: _mask,
    ...rest
  } = options;
  const crypto = createClusterCrypto(ctx, own.name);
  const config = initialConfig(
    {
      ...rest,
      ...parameters,
      ...storage,
      cluster_name: cluster.name,
      master_ip: cluster.ip,
      master_netmask: netmask,
      primary_ip_family: version === 4 ? 2 : 10,
      rsahostkeypub: hostKeys.rsa,
      dsahostkeypub: hostKeys.dsa,
      uid_pool: options.uid_pool.map(([from, to]) => [from, to]),
      default_iallocator,
      default_iallocator_params: { ...options.default_iallocator_params },
      compression_tools: [...options.compression_tools],
    },
    { name: own.name, primary_ip: own.ip, secondary_ip },
    epochSeconds(ctx.clock),
    ctx.random,
  );
  const master = config.cluster.master_node;
  config.cluster.candidate_certs[master] = certificateDigest(crypto.clientPem);
  const undo = new Undo();
  try {
    await undo.step(
      'the files of the cluster',
      async () => undefined,
      () => removeStateFiles(ctx),
    );
    await writeCluster(config, crypto, knownHosts(cluster.name, hostKeys), ctx);
    if (rootKey !== undefined) await new PublicKeyFile(ctx.files, ctx.paths).create(master, rootKey);
    await undo.step(
      'the daemons',
      async () => undefined,
      () => daemonUtil(ctx, 'stop-all'),
    );
    await daemonUtil(ctx, 'start', 'ganeti-noded');
    await waitForNodeDaemon(own.name, ctx);
    await daemonUtil(ctx, 'start-all');
    undo.commit();
  } catch (e) {
    for (const { what, error } of await undo.rollback()) ctx.warn(`Could not undo ${what}: ${error.message}`);
    throw e;
  }
}

/** Removes every file of the data directories; before the start there were none (checkNothingLeft). */
async function removeStateFiles(ctx: BootstrapContext): Promise<void> {
  for (const dir of [ctx.paths.dirs.data, ctx.paths.file('queueDir')]) {
    for (const entry of await entries(dir)) {
      const path = join(dir, entry);
      if (!(await stat(path)).isDirectory()) await ctx.files.remove(path);
    }
  }
}

async function writeCluster(
  config: ConfigSnapshot,
  crypto: ClusterCrypto,
  hosts: string,
  ctx: BootstrapContext,
): Promise<void> {
  for (const dir of [ctx.paths.dirs.data, ctx.paths.dirs.run, ctx.paths.file('queueArchiveDir')]) {
    await mkdir(dir, { recursive: true, mode: 0o750 });
  }
  await writeCrypto(crypto, ctx);
  await ctx.files.writeAtomic(ctx.paths.file('knownHosts'), hosts, { mode: 0o644 });
  await writeSsconfFiles(ctx.files, ctx.paths.dirs.data, ssconfValues(config));
  // The configuration comes last: while it is missing, the node is not in a cluster.
  await writeConfig(ctx.files, ctx.paths.file('configData'), config);
}
