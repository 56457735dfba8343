import * as c from '@gnt/constants';
import { ht, type Type } from '@gnt/ht';
import { faultsOf } from '@gnt/ht/validate';
import { splitTime } from '../../../common/clock.js';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';
import type { HvParams } from '../../hypervisor/interface.js';
import { wrongFileStoragePaths } from '../../storage/file/allowed-paths.js';
import { instanceList } from '../instance/query.js';
import { missingBridges } from '../node/addresses.js';
import { isExecutable } from '../../../common/run-parts.js';
import { verifyClientCertificate } from './certificate.js';
import { fingerprints, oobProblems } from './files.js';
import { nodeSetupProblems } from './machine.js';
import { masterIpTest, netTest, type NodeAddresses } from './network.js';
import { nodeListTest, sshClutter, sshSetupProblems, type NodeStatus } from './ssh.js';

/** What one run of checks is about, besides each check's own argument. */
export interface VerifyRequest {
  readonly what: Readonly<Record<string, unknown>>;
  readonly cluster: string;
  readonly hvparams: Readonly<Record<string, HvParams>>;
}

interface Check<T> {
  readonly argument: Type<T>;
  /** The check is about guests and is left out on nodes that have none. */
  readonly vmOnly?: true;
  /** Undefined leaves the key out of the answer. */
  readonly run: (ctx: NodeContext, argument: T, request: VerifyRequest) => Promise<unknown>;
}

function check<T>(definition: Check<T>): Check<unknown> {
  return definition as unknown as Check<unknown>;
}

const strings = ht.list(ht.string);
const addresses = ht.list(ht.tuple(ht.string, ht.string, ht.string));
const statuses = ht.maybe(ht.list(ht.tuple(ht.string, ht.string, ht.bool, ht.bool, ht.bool)));
const sshSetup = ht.tuple(statuses, ht.string);

async function storagePath(ctx: NodeContext, path: string | null): Promise<string | undefined> {
  return path === null || path === '' ? undefined : ctx.fileStoragePaths.problemOf(path);
}

/** The checks of node_verify by the key that asks for them, in the order they run. */
export const CHECKS: Readonly<Record<string, Check<unknown>>> = {
  [c.NV_HYPERVISOR]: check({
    argument: strings,
    vmOnly: true,
    run: async (ctx, hypervisors, { hvparams }) => {
      const result: Record<string, string | null> = {};
      for (const name of hypervisors) {
        try {
          result[name] = (await ctx.hypervisors.get(name).verify(hvparams[name] ?? null)) ?? null;
        } catch (e) {
          result[name] = `Error while checking hypervisor: ${messageOf(e)}`;
        }
      }
      return result;
    },
  }),
  [c.NV_HVPARAMS]: check({
    argument: ht.list(ht.tuple(ht.string, ht.string, ht.dict(ht.any))),
    vmOnly: true,
    run: async (ctx, sources) => {
      const problems: [string, string, string][] = [];
      for (const [source, name, params] of sources) {
        try {
          await ctx.hypervisors.get(name).validateParams(params);
        } catch (e) {
          problems.push([source, name, messageOf(e)]);
        }
      }
      return problems;
    },
  }),
  [c.NV_FILELIST]: check({ argument: strings, run: fingerprints }),
  [c.NV_CLIENT_CERT]: check({ argument: ht.any, run: verifyClientCertificate }),
  [c.NV_SSH_SETUP]: check({
    argument: sshSetup,
    run: (ctx, [nodes, keyType]) => sshSetupProblems(ctx, nodes as readonly NodeStatus[] | null, keyType),
  }),
  [c.NV_SSH_CLUTTER]: check({
    argument: ht.any,
    run: async (ctx, _argument, { what }) => {
      const setup = what[c.NV_SSH_SETUP] as NonNullable<(typeof sshSetup)['_type']> | undefined;
      return setup && sshClutter(ctx, setup[0]);
    },
  }),
  [c.NV_NODELIST]: check({
    argument: ht.tuple(strings, ht.dict(strings), strings),
    run: (ctx, [nodes, byNode, candidates], { cluster }) => nodeListTest(ctx, cluster, nodes, byNode, candidates),
  }),
  [c.NV_NODENETTEST]: check({
    argument: ht.tuple(addresses, strings),
    run: (ctx, [nodes, candidates]) => netTest(ctx, nodes as readonly NodeAddresses[], candidates),
  }),
  [c.NV_MASTERIP]: check({
    argument: ht.tuple(ht.string, ht.string, strings),
    run: (ctx, [master, ip, candidates]) => masterIpTest(ctx, master, ip, candidates),
  }),
  [c.NV_USERSCRIPTS]: check({
    argument: strings,
    run: async (ctx, scripts) => {
      const unusable = await Promise.all(scripts.map(async (path) => !(await isExecutable(ctx.paths.local(path)))));
      return scripts.filter((_, i) => unusable[i]);
    },
  }),
  [c.NV_OOB_PATHS]: check({ argument: strings, run: (_ctx, paths) => oobProblems(paths) }),
  [c.NV_INSTANCELIST]: check({
    argument: strings,
    vmOnly: true,
    run: async (ctx, hypervisors, { hvparams }) => {
      try {
        return await instanceList(ctx, hypervisors, hvparams);
      } catch (e) {
        return messageOf(e);
      }
    },
  }),
  [c.NV_VERSION]: check({
    argument: ht.any,
    run: async () => Promise.resolve([c.PROTOCOL_VERSION, c.RELEASE_VERSION]),
  }),
  [c.NV_HVINFO]: check({
    argument: ht.string,
    vmOnly: true,
    run: (ctx, name, { hvparams }) => ctx.hypervisors.get(name).nodeInfo(hvparams[name] ?? null),
  }),
  [c.NV_NODESETUP]: check({ argument: ht.any, run: nodeSetupProblems }),
  [c.NV_TIME]: check({ argument: ht.any, run: async (ctx) => Promise.resolve(splitTime(ctx.clock)) }),
  [c.NV_OSLIST]: check({ argument: ht.any, vmOnly: true, run: (ctx) => ctx.os.diagnose() }),
  [c.NV_BRIDGES]: check({ argument: strings, vmOnly: true, run: (_ctx, bridges) => missingBridges(bridges) }),
  [c.NV_ACCEPTED_STORAGE_PATHS]: check({
    argument: ht.maybe(ht.string),
    // The one node named looks: the file is the same on all (NV_FILELIST sees to that).
    run: async (ctx, node) =>
      node === ctx.resolver.hostname ? wrongFileStoragePaths(await ctx.fileStoragePaths.allowed()) : undefined,
  }),
  [c.NV_FILE_STORAGE_PATH]: check({ argument: ht.maybe(ht.string), run: storagePath }),
  [c.NV_SHARED_FILE_STORAGE_PATH]: check({ argument: ht.maybe(ht.string), run: storagePath }),
  [c.NV_GLUSTER_STORAGE_PATH]: check({ argument: ht.maybe(ht.string), run: storagePath }),
};

/** Runs the checks that are asked for. Keys for which this node has no check are left out of the answer, as by a node without that storage. */
export async function verifyNode(ctx: NodeContext, request: VerifyRequest): Promise<Record<string, unknown>> {
  const withoutGuests = request.what[c.NV_NONVMNODES];
  const vmCapable = !(Array.isArray(withoutGuests) && withoutGuests.includes(ctx.resolver.hostname));
  const result: Record<string, unknown> = {};
  for (const [key, { argument, vmOnly, run }] of Object.entries(CHECKS)) {
    if (!Object.hasOwn(request.what, key) || (vmOnly && !vmCapable)) continue;
    const value = request.what[key];
    const [fault] = faultsOf(argument, value);
    if (fault) throw new NodeError(`node_verify: argument of check '${key}' is wrong${fault.path}: ${fault.message}`);
    const outcome = await run(ctx, value, request);
    if (outcome !== undefined) result[key] = outcome;
  }
  return result;
}
