import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EOM = '\u0003';

/** An instance of the cluster below: numbers of its nodes, from 1. */
export interface MadeInstance {
  readonly primary: number;
  readonly secondary?: number;
  readonly template?: string;
  readonly tags?: readonly string[];
}

/** What a cluster that is asked through LUXI is made of. */
export interface MadeCluster {
  /** For each node whether it is offline, and its tags. */
  readonly nodes: readonly { readonly offline?: boolean; readonly tags?: readonly string[] }[];
  readonly instances: readonly MadeInstance[];
  readonly tags?: readonly string[];
  /** The status of a job; success when nothing else is said. */
  readonly status?: (job: number) => string;
}

/** A server that answers the queries of the programs and takes jobs. */
export interface LuxiCluster {
  readonly socket: string;
  /** Jobs as they were submitted: lists of opcodes. */
  readonly jobs: Record<string, unknown>[][];
  close(): Promise<void>;
}

const spec = (mem: number, cpu: number, disk: number, count: number): Record<string, number> => ({
  'memory-size': mem,
  'cpu-count': cpu,
  'disk-size': disk,
  'disk-count': count,
  'nic-count': count,
  'spindle-use': count,
});
const POLICY = {
  minmax: [{ min: spec(128, 1, 1024, 1), max: spec(8192, 8, 102400, 8) }],
  std: spec(1024, 1, 10240, 1),
  'disk-templates': ['drbd', 'plain', 'ext'],
  'vcpu-ratio': 4,
  'spindle-ratio': 32,
};
const nodeName = (n: number): string => `node${String(n)}.example.com`;

function items({ nodes, instances }: MadeCluster): Record<string, Record<string, unknown>[]> {
  return {
    group: [{ uuid: 'g', name: 'default', alloc_policy: 'preferred', ipolicy: POLICY, tags: [] }],
    node: nodes.map(({ offline = false, tags = [] }, n) => ({
      ...{ name: nodeName(n + 1), offline, tags, drained: false, vm_capable: true, 'group.uuid': 'g' },
      ...{ mtotal: 16384, mnode: 1024, mfree: 12000, dtotal: 1_000_000, dfree: 900_000, ctotal: 8, cnos: 1 },
      ...{ 'ndp/spindle_count': 4, 'ndp/exclusive_storage': false, sptotal: 0, spfree: 0, 'ndp/cpu_speed': 1 },
    })),
    instance: instances.map(({ primary, secondary, template = 'drbd', tags = [] }, i) => ({
      ...{ name: `inst${String(i + 1)}.example.com`, pnode: nodeName(primary), tags, disk_template: template },
      ...{ snodes: secondary === undefined ? [] : [nodeName(secondary)], status: 'running', disk_usage: 10240 },
      ...{ 'be/memory': 512, 'be/vcpus': 1, 'be/auto_balance': true, 'be/spindle_use': 1, forthcoming: false },
      ...{ 'disk.sizes': [10240], 'disk.spindles': [null] },
    })),
  };
}

/** Starts a server for a cluster on a socket of its own. */
export async function startLuxiCluster(cluster: MadeCluster): Promise<LuxiCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'gnt-luxi-'));
  const socket = join(directory, 'query');
  const known = items(cluster);
  const jobs: Record<string, unknown>[][] = [];
  const answer = (method: string, args: unknown[]): unknown => {
    if (method === 'Query') {
      const [what, fields] = args as [string, string[]];
      const data = (known[what] ?? []).map((item) => fields.map((f) => (f in item ? [0, item[f]] : [1, null])));
      return { fields: fields.map((name) => ({ name, title: name, kind: 'other', doc: name })), data };
    }
    if (method === 'QueryClusterInfo')
      return { tags: cluster.tags ?? [], ipolicy: POLICY, master: nodeName(1), default_hypervisor: 'kvm' };
    if (method === 'QueryJobs') return (args[0] as number[]).map((job) => [cluster.status?.(job) ?? 'success']);
    if (method !== 'SubmitManyJobs') throw new Error(`no answer to ${method}`);
    return (args[0] as Record<string, unknown>[][]).map((job) => [true, 99 + jobs.push(job)]);
  };
  const server = createServer((connection) => {
    let text = '';
    connection.setEncoding('utf8').on('data', (part: string) => {
      const whole = (text + part).split(EOM);
      text = whole.pop() ?? '';
      for (const message of whole) {
        const { method, args } = JSON.parse(message) as { method: string; args: unknown[] };
        connection.write(JSON.stringify({ success: true, result: answer(method, args) }) + EOM);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    jobs,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true });
    },
  };
}
