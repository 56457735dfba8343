import { fillBeParams, fillHvParams } from '@gnt/objects';
import type { InstanceConsole, InstanceInfo, RpcPayload } from '@gnt/protocol';
import type { RpcResult } from '../../rpc/interface.js';
import type { Instance } from '../planning/objects.js';
import { liveField, type CollectRequest, type Field } from './define.js';
import { failed, normal, NO_DATA, orNoData, UNAVAILABLE } from './entry.js';
import { instanceStatus, type Found } from './instance-status.js';
import type { ConfigView } from './view.js';

/** What the nodes said of an instance. */
export interface InstanceRuntime {
  readonly found: Found;
  readonly console: InstanceConsole | null;
}
type LiveField = Field<Instance, InstanceRuntime>;

function fromHypervisor(
  name: string,
  title: string,
  kind: 'unit' | 'number',
  doc: string,
  pick: (info: InstanceInfo) => unknown,
): LiveField {
  return liveField({
    name,
    title,
    kind,
    doc,
    getLive: (_instance, { found }) => {
      if (!found.answered) return failed(found);
      return found.info === null ? UNAVAILABLE : orNoData(pick(found.info));
    },
  });
}

/** Fields of an instance that only the nodes know. */
export const instanceLiveFields: readonly LiveField[] = [
  liveField({
    name: 'status',
    title: 'Status',
    kind: 'text',
    doc: [
      'State, as wanted and found: running; ADMIN_down stopped as wanted; ADMIN_offline stopped and without claim to memory',
      'USER_down shut down from inside; ERROR_down not running though it should; ERROR_up running though it should not',
      'ERROR_wrongnode running on another node; ERROR_nodedown its node gives no answer; ERROR_nodeoffline its node is marked offline',
    ].join('; '),
    getLive: (instance, { found }, view) =>
      normal(instanceStatus(instance, view.primaryNode(instance), view.cfg.cluster, found)),
  }),
  liveField({
    name: 'oper_state',
    title: 'Running',
    kind: 'bool',
    doc: 'Whether a hypervisor knows it',
    getLive: (_instance, { found }) => (found.answered ? normal(found.info !== null) : NO_DATA),
  }),
  liveField({
    name: 'console',
    title: 'Console',
    kind: 'other',
    doc: 'How to reach its console',
    getLive: (_instance, { found, console }) => (found.answered ? orNoData(console) : failed(found)),
  }),
  fromHypervisor('oper_ram', 'Memory', 'unit', 'Memory it has now, as its hypervisor says', (info) => info.memory),
  fromHypervisor('oper_vcpus', 'VCPUs', 'number', 'CPUs it has now, as its hypervisor says', (info) => info.vcpus),
];

type Answers = ReadonlyMap<string, RpcResult<RpcPayload<'all_instances_info'>>>;

/** The first node that knows an instance, by the instance's name. */
function firstSeen(answers: Answers): ReadonlyMap<string, InstanceInfo> {
  const seen = new Map<string, InstanceInfo>();
  for (const result of answers.values()) {
    if (!result.ok) continue;
    for (const [name, info] of Object.entries(result.payload)) if (!seen.has(name)) seen.set(name, info);
  }
  return seen;
}

function findIn(
  answers: Answers,
  anywhere: ReadonlyMap<string, InstanceInfo>,
  { name, primary_node: primary }: Instance,
): Found {
  const own = answers.get(primary);
  const info = own?.ok ? own.payload[name] : undefined;
  if (info) return { answered: true, info, onPrimary: true };
  const elsewhere = anywhere.get(name);
  if (elsewhere) return { answered: true, info: elsewhere, onPrimary: false };
  return own?.ok ? { answered: true, info: null } : { answered: false, offline: own?.offline ?? false };
}

/** Asks the primary nodes of instances for what runs there, and for consoles where they are wanted. */
export async function collectInstances(
  instances: readonly Instance[],
  { view, sources, fields }: CollectRequest,
): Promise<[Instance, InstanceRuntime][]> {
  const hypervisors = [...new Set(instances.map((i) => i.hypervisor))];
  const nodes = [...new Set(instances.map((i) => i.primary_node))].filter((uuid) => view.groupOf(view.cfg.nodes[uuid]));
  const hvparams = Object.fromEntries(hypervisors.map((h) => [h, { ...view.cfg.cluster.hvparams[h] }]));
  const [answers, consoles] = await Promise.all([
    sources.rpc.many(nodes, 'all_instances_info', { hypervisor_list: hypervisors, all_hvparams: hvparams }),
    fields.has('console') ? collectConsoles(instances, nodes, view, sources) : new Map<string, InstanceConsole>(),
  ]);
  const anywhere = firstSeen(answers);
  return instances.map((i) => [i, { found: findIn(answers, anywhere, i), console: consoles.get(i.name) ?? null }]);
}

async function collectConsoles(
  instances: readonly Instance[],
  nodes: readonly string[],
  view: ConfigView,
  { rpc }: CollectRequest['sources'],
): Promise<Map<string, InstanceConsole>> {
  const byNode = new Map<string, Record<string, ReturnType<typeof consoleRequest>>>(nodes.map((uuid) => [uuid, {}]));
  for (const instance of instances) {
    const requests = byNode.get(instance.primary_node);
    if (requests) requests[instance.name] = consoleRequest(instance, view);
  }
  const answers = await rpc.many(nodes, 'instance_console_info', (uuid) => ({ instances: byNode.get(uuid) ?? {} }));
  const consoles = new Map<string, InstanceConsole>();
  for (const result of answers.values()) {
    if (result.ok) for (const [name, console] of Object.entries(result.payload)) consoles.set(name, console);
  }
  return consoles;
}

/** What a node needs to say how an instance's console is reached. */
function consoleRequest(instance: Instance, view: ConfigView) {
  const node = view.primaryNode(instance);
  const { cluster } = view.cfg;
  return {
    instance: { ...instance },
    node: { ...node },
    group: { ...view.groupOf(node) },
    hvParams: fillHvParams(cluster, instance),
    beParams: { ...fillBeParams(cluster, instance.beparams) },
  };
}
