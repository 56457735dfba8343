import { MASTERD } from '@gnt/constants';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { ssconfValues, writeSsconfFiles, type ConfigSnapshot } from '../config/index.js';
import { LockBusy, lockFile, type HeldLock } from '../common/flock.js';
import { AlreadyRunning, claimPidFile, type PidFile } from '../common/pid-file.js';
import { ORIGIN } from '../journal/index.js';
import type { RpcRunner } from '../rpc/interface.js';
import { becomeMaster } from './become-master.js';
import type { BootstrapContext } from './context.js';
import { addressIs, oldAddress, takeDown } from './master-address.js';
import {
  copyWhole,
  furthest,
  journalStandings,
  promiseEpoch,
  standingText,
  type CandidateStanding,
} from './journal-standing.js';
import { withNodeCalls } from './node-calls.js';

/** What came of it: the exit code, and what the operator should know. */
export interface FailoverOutcome {
  readonly exitCode: number;
  readonly warnings: readonly string[];
}

interface Cluster {
  readonly self: string;
  readonly master: string;
  readonly candidates: readonly string[];
  readonly online: readonly string[];
  readonly nodes: readonly string[];
}

/** The cluster as this node's ssconf files tell it. */
async function readCluster({ files, paths, resolver }: BootstrapContext): Promise<Cluster> {
  const lines = async (key: string): Promise<string[]> =>
    ((await files.readTextIfPresent(paths.ssconf(key))) ?? '').split('\n').filter((line) => line !== '');
  const [master = ''] = await lines('master_node');
  return {
    self: resolver.hostname,
    master,
    candidates: await lines('master_candidates'),
    online: await lines('online_nodes'),
    nodes: await lines('node_list'),
  };
}

function checkRole({ self, master, candidates }: Cluster): void {
  if (self === master) {
    throw new OpPrereqError(
      `Run this on the node that is to take over: ${master} has the master role now`,
      ECODE_INVAL,
    );
  }
  if (candidates.includes(self)) return;
  const others = candidates.filter((name) => name !== master).join('\n');
  throw new OpPrereqError(
    `Only master candidates can take over, and this node is none; there are:\n${others}`,
    ECODE_STATE,
  );
}

/** How the nodes vote on who is master: by name, the most named first. */
async function votes(
  rpc: RpcRunner,
  nodes: readonly string[],
): Promise<{ names: Map<string, number>; silent: string[] }> {
  const names = new Map<string, number>();
  const silent: string[] = [];
  for (const [node, answer] of await rpc.many(nodes, 'master_node_name', {}, { timeout: 10 })) {
    if (answer.ok) names.set(answer.payload, (names.get(answer.payload) ?? 0) + 1);
    else silent.push(node);
  }
  return { names: new Map([...names].sort(([, a], [, b]) => b - a)), silent };
}

/** The nodes that do not answer, when those that do are no majority; undefined when they are. */
export async function unhealthyMajority(
  ignoreOffline: boolean,
  ctx: BootstrapContext,
): Promise<readonly string[] | undefined> {
  const { online, nodes } = await readCluster(ctx);
  const asked = ignoreOffline ? online : nodes;
  const { silent } = await withNodeCalls(ctx, (rpc) => votes(rpc, asked));
  return 2 * (asked.length - silent.length) > asked.length ? undefined : silent;
}

/**
 * Makes this node the master (decision 7): the candidates promise to refuse the old one, the journal that reaches
 * furthest among a majority of them is taken, and a new epoch begins with it. With `noVoting` fewer answers are enough,
 * and a warning names what may be lost.
 */
export async function masterFailover(noVoting: boolean, ctx: BootstrapContext): Promise<FailoverOutcome> {
  const { runner, paths } = ctx;
  const path = paths.local('/var/lock/ganeti-master-failover.lock');
  const lock = await (ctx.lockFailover ?? ((): Promise<HeldLock> => lockFile(runner, path)))().catch((e: unknown) => {
    if (!(e instanceof LockBusy)) throw e;
    throw new OpPrereqError('Another failover to this node is under way; wait for its end', ECODE_STATE);
  });
  try {
    return await failOver(noVoting, ctx);
  } finally {
    await lock.release();
  }
}

async function failOver(noVoting: boolean, ctx: BootstrapContext): Promise<FailoverOutcome> {
  const cluster = await readCluster(ctx);
  checkRole(cluster);
  return withNodeCalls(ctx, async (rpc) => {
    if (!noVoting) await checkVotes(rpc, cluster);
    const warnings: string[] = [];
    await checkMajority(rpc, cluster, noVoting);
    const address = await oldAddress(ctx, cluster.master);
    const { ip } = address.master_params;
    warnings.push(...(await takeDown(rpc, cluster.master, address)), ...(await stopOldMaster(rpc, cluster)));
    const epoch = await fence(rpc, cluster, noVoting, warnings);
    const config = await takeOver(rpc, ctx, cluster.self, epoch);
    warnings.push(...(await tellNodes(rpc, config, ctx)));
    const gone = await addressIs(false, ip, ctx);
    if (!gone)
      warnings.push(
        `Something still answers on the master IP ${ip} after 30 seconds; bringing it up here will probably fail`,
      );
    const started = await rpc.tryOne(cluster.self, 'node_start_master_daemons', { no_voting: noVoting });
    if (!started.ok)
      warnings.push(`The master daemon of ${cluster.self} did not start (${started.error}); see its master-daemon.log`);
    // In a virtual cluster the address is only noted down.
    const came = !started.ok || ctx.paths.virtual || (await addressIs(true, ip, ctx));
    if (!came)
      warnings.push(`The master IP ${ip} is not up after 30 seconds; until it is, use ${cluster.self} in its place`);
    return { exitCode: started.ok && gone && came ? 0 : 1, warnings };
  });
}

async function checkVotes(rpc: RpcRunner, { master, online }: Cluster): Promise<void> {
  const { names } = await votes(rpc, online);
  const [[voted] = []] = [...names];
  if (voted === undefined || voted === master) return;
  throw new OpPrereqError(
    `This node believes that ${master} is the master, but most nodes say ${voted}; bring its configuration up to date first`,
    ECODE_STATE,
  );
}

/** Refuses before anything is touched when too few candidates can tell what they have. */
async function checkMajority(rpc: RpcRunner, { candidates }: Cluster, noVoting: boolean): Promise<void> {
  if (noVoting) return;
  const standings = await journalStandings(rpc, candidates);
  const heard = standings.filter((s) => s.position !== undefined);
  if (2 * heard.length > candidates.length) return;
  throw new OpPrereqError(
    `Only ${heard.length} of ${candidates.length} master candidates tell how far their journal reaches (${standings.map(standingText).join('; ')}), so changes that were acknowledged could be lost; start more of them, or use --no-voting if you accept that`,
    ECODE_STATE,
  );
}

async function stopOldMaster(rpc: RpcRunner, { master }: Cluster): Promise<string[]> {
  const role = await rpc.tryOne(master, 'node_stop_master', {}, { timeout: 60 });
  if (role.ok) return [];
  return [
    `${master} could not be told to end its master daemon (${role.error}); stop it there by hand: daemon-util stop-master`,
  ];
}

/** Has a majority of the candidates refuse the old master, and brings the furthest journal here; returns the new epoch. */
async function fence(
  rpc: RpcRunner,
  { self, candidates }: Cluster,
  noVoting: boolean,
  warnings: string[],
): Promise<number> {
  const before = await journalStandings(rpc, candidates);
  const epoch = Math.max(...before.map((s) => Math.max(s.promised, s.position?.epoch ?? 0)), 0) + 1;
  const standings = await promiseEpoch(rpc, candidates, epoch, self);
  const heard = standings.filter((s) => s.position !== undefined);
  const all = standings.map(standingText).join('; ');
  if (2 * heard.length <= candidates.length) {
    if (!noVoting)
      throw new OpPrereqError(
        `Only ${heard.length} of ${candidates.length} master candidates answered in the end (${all}); the old master is stopped: try again, or use --no-voting`,
        ECODE_STATE,
      );
    warnings.push(`Changes that only candidates without an answer have are lost (${all})`);
  }
  const best = furthest(heard, self);
  if (!best) throw new OpPrereqError(`No master candidate tells what it has (${all})`, ECODE_STATE);
  if (best.node !== self) {
    const own = heard.find((s) => s.node === self)?.position ?? ORIGIN;
    // Of the same epoch, ours is a part of the other; else what it has is put aside where it is replaced.
    const common = own.epoch === best.position?.epoch ? own : ORIGIN;
    await copyWhole(rpc, { from: best.node, to: self, epoch, common });
    await promiseEpoch(rpc, [self], epoch, self);
  }
  return epoch;
}

/** Enters this node as master while neither its master daemon nor its node daemon touches the journal. */
async function takeOver(rpc: RpcRunner, ctx: BootstrapContext, self: string, epoch: number): Promise<ConfigSnapshot> {
  const { runner, paths } = ctx;
  const claim = ctx.claimMasterRole ?? ((): Promise<PidFile> => claimPidFile(runner, paths.pidFile(MASTERD), MASTERD));
  const role = await claim().catch((e: unknown) => {
    if (!(e instanceof AlreadyRunning)) throw e;
    throw new OpPrereqError(`The master daemon runs on ${self} meanwhile: ${e.message}`, ECODE_STATE);
  });
  try {
    // The node daemon ends what it has under way before it answers; another node may have been promised more meanwhile.
    const [own] = await promiseEpoch(rpc, [self], epoch, self);
    if (own && own.promised > epoch)
      throw new OpPrereqError(`Another node became master meanwhile (epoch ${own.promised})`, ECODE_STATE);
    return await becomeMaster(ctx, self, epoch);
  } finally {
    await role.remove();
  }
}

/** Every node learns who is master now; those that do not are told of. */
async function tellNodes(rpc: RpcRunner, config: ConfigSnapshot, ctx: BootstrapContext): Promise<string[]> {
  const values = ssconfValues(config);
  await writeSsconfFiles(ctx.files, ctx.paths.dirs.data, values);
  const nodes = Object.values(config.nodes).filter((node) => !node.offline);
  const answers = await rpc.many(
    nodes.map((node) => node.name),
    'write_ssconf_files',
    { values },
    { timeout: 30 },
  );
  return [...answers].flatMap(([node, answer]) =>
    answer.ok ? [] : [`Node ${node} was not told of the new master: ${answer.error}`],
  );
}

/** How the journal of each master candidate stands; the master's is looked at in its file. */
export async function candidateStandings(
  ctx: BootstrapContext,
): Promise<(CandidateStanding & { readonly master: boolean })[]> {
  const { candidates, master } = await readCluster(ctx);
  const standings = await withNodeCalls(ctx, (rpc) => journalStandings(rpc, candidates));
  return standings.map((standing) => ({ ...standing, master: standing.node === master }));
}
