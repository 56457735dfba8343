import { lstat, mkdir, readdir, realpath, rm, statfs, symlink } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { DEFAULT_NODED_PORT } from '@gnt/constants';
import { MAX_SOCKET_PATH } from '../../common/paths.js';
import { isMissing } from '../../common/files.js';
import { Undo } from '../../common/undo.js';
import { addAddresses, createBridge, networkObstacle, removeAddresses, removeBridge } from './bridge.js';
import type { VclusterContext } from './context.js';
import { addToEtcHosts, removeFromEtcHosts } from './etc-hosts.js';
import { allNodesScripts, hostsFile, nodeDirectories, nodeFiles, type PlannedFile } from './layout.js';
import {
  bridgeName,
  FIRST_NODE_OCTET,
  hostEntries,
  needsShortLink,
  nodeAddress,
  nodeRoot,
  type VclusterPlan,
} from './plan.js';
import type { VclusterSettings } from './settings.js';
import { isPortFree } from './port.js';
import { loadPlan, planFile } from './store.js';
import { SubnetRegistry } from './subnet.js';

/** Makes the directory tree, network and scripts of a virtual cluster. What it made is undone when it fails. */
export async function setupVcluster(settings: VclusterSettings, ctx: VclusterContext): Promise<VclusterPlan> {
  const undo = new Undo();
  try {
    const plan = await build(settings, ctx, undo);
    undo.commit();
    return plan;
  } catch (e) {
    for (const { what, error } of await undo.rollback())
      ctx.say(`vcluster-setup: could not undo ${what}: ${error.message}`);
    throw e;
  }
}

async function build(settings: VclusterSettings, ctx: VclusterContext, undo: Undo): Promise<VclusterPlan> {
  await undo.step(
    'the directory',
    () => makeEmptyDirectory(settings.dir),
    (made) => (made ? rm(settings.dir, { recursive: true, force: true }) : emptyDirectory(settings.dir)),
  );
  const dir = await realpath(settings.dir);
  const nodes = Array.from({ length: settings.nodes }, (_, i) => `node${i + 1}`);
  const base = await undo.step(
    'the short link',
    () => shortBase(dir, nodes, ctx),
    async (link) => {
      if (link !== dir) await rm(link, { force: true });
    },
  );
  const subnets = new SubnetRegistry(join(ctx.registryDir, 'networks'));
  const prefix = await undo.step(
    'the network',
    async () =>
      settings.prefix ??
      (await subnets.claim(
        dir,
        async (owner, p) => (await loadPlan(owner, ctx.files))?.prefix === p,
        (p) => isPortFree(`${p}.${FIRST_NODE_OCTET}`, DEFAULT_NODED_PORT),
      )),
    (p) => subnets.release(p, dir),
  );
  const plan: VclusterPlan = {
    dir,
    base,
    prefix,
    netdev: prefix.startsWith('127.') || !settings.network ? null : settings.netdev,
    bridge: await bridgeFor(dir, settings, ctx),
    nodes,
    instances: Array.from({ length: settings.instances }, (_, i) => `instance${i + 1}`),
    memory: settings.memory ?? Math.floor(totalmem() / 1048576 / settings.nodes),
    disk: settings.disk ?? (await freeMebibytes(dir, settings.nodes)),
    cpus: settings.cpus ?? cpus().length,
    etcHosts: settings.etcHosts,
  };
  await makeNetwork(plan, ctx, undo);
  await writeTree(plan, settings, ctx);
  await ctx.files.writeAtomic(planFile(dir), `${JSON.stringify(plan, null, 2)}\n`, { mode: 0o644 });
  return plan;
}

async function makeEmptyDirectory(dir: string): Promise<boolean> {
  try {
    const entries = await readdir(dir);
    if (entries.length > 0) {
      throw new Error(`Directory '${dir}' is not empty; take another one, or --destroy the virtual cluster in it`);
    }
    return false;
  } catch (e) {
    if (!isMissing(e)) throw e;
    await mkdir(dir, { recursive: true });
    return true;
  }
}

async function emptyDirectory(dir: string): Promise<void> {
  for (const entry of await readdir(dir)) await rm(join(dir, entry), { recursive: true, force: true });
}

/** The path the nodes use: a short link when socket paths below `dir` would be cut. */
async function shortBase(dir: string, nodes: readonly string[], ctx: VclusterContext): Promise<string> {
  if (!needsShortLink(dir, nodes, MAX_SOCKET_PATH)) return dir;
  const links = join(ctx.registryDir, 'l');
  const link = join(links, createHash('sha1').update(dir).digest('hex').slice(0, 6));
  if (needsShortLink(link, nodes, MAX_SOCKET_PATH)) {
    throw new Error(
      `Socket paths below '${dir}' would be too long, and so would those below '${link}'; use a shorter directory`,
    );
  }
  await mkdir(links, { recursive: true });
  await rm(link, { force: true });
  await symlink(dir, link);
  ctx.say(`Paths below ${dir} are too long for sockets; the nodes use ${link}`);
  return link;
}

async function freeMebibytes(dir: string, nodes: number): Promise<number> {
  const fs = await statfs(dir);
  return Math.floor((fs.bavail * fs.bsize) / 1048576 / nodes);
}

async function bridgeFor(dir: string, settings: VclusterSettings, ctx: VclusterContext): Promise<string | null> {
  if (!settings.network) return null;
  const obstacle = await networkObstacle();
  if (obstacle === undefined) return bridgeName(dir);
  ctx.say(`Guests get no network interface: ${obstacle}`);
  return null;
}

async function makeNetwork(plan: VclusterPlan, ctx: VclusterContext, undo: Undo): Promise<void> {
  const { bridge, netdev } = plan;
  if (bridge !== null)
    await undo.step(
      'the bridge',
      () => createBridge(ctx.runner, bridge),
      () => removeBridge(ctx.runner, bridge),
    );
  if (netdev !== null) {
    const addresses = plan.nodes.map((n) => nodeAddress(plan, n));
    await undo.step(
      'the addresses',
      () => addAddresses(ctx.runner, netdev, addresses),
      () => removeAddresses(ctx.runner, netdev, addresses),
    );
  }
  if (plan.etcHosts) {
    await undo.step(
      'the names in /etc/hosts',
      () => addToEtcHosts(ctx.files, plan.dir, hostEntries(plan)),
      () => removeFromEtcHosts(ctx.files, plan.dir),
    );
  }
}

async function writeTree(plan: VclusterPlan, settings: VclusterSettings, ctx: VclusterContext): Promise<void> {
  const write = async (files: readonly PlannedFile[]): Promise<void> => {
    for (const f of files) await ctx.files.writeAtomic(f.path, f.content, { mode: f.mode, durable: false });
  };
  await mkdir(join(plan.base, 'etc'), { recursive: true });
  await mkdir(join(plan.base, 'shared'), { recursive: true });
  for (const node of plan.nodes) {
    for (const d of nodeDirectories(plan, node)) await mkdir(d, { recursive: true, mode: 0o755 });
    await symlink(join(plan.base, 'shared'), join(nodeRoot(plan, node), 'srv/ganeti/shared-file-storage'));
    await linkOsDefinitions(plan, node, ctx);
    await write(nodeFiles(plan, node, ctx.checkout, ctx.random.uuid()));
  }
  await write([hostsFile(plan), ...allNodesScripts(plan, settings.initScript)]);
}

async function linkOsDefinitions(plan: VclusterPlan, node: string, ctx: VclusterContext): Promise<void> {
  const from = join(ctx.checkout, 'os-defs');
  for (const name of await readdir(from)) {
    if ((await lstat(join(from, name))).isDirectory()) {
      await symlink(join(from, name), join(nodeRoot(plan, node), 'srv/ganeti/os', name));
    }
  }
}
