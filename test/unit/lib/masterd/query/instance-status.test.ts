import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Instance } from '@gnt/objects';
import { queryBench, recordedCluster } from '../../../../support/query.js';

const OTHER_NODE = '80596381-1d72-497f-add3-bc294d39e8bb';
const RUNNING = 0;
const SHUT_DOWN = 1;

interface Case {
  readonly wanted: 'up' | 'down' | 'offline';
  /** Who wanted it last. */
  readonly by?: 'user' | 'admin';
  /** Its hypervisor's word for it; null when it does not know it, undefined when the node does not answer. */
  readonly state?: number | string | null;
  readonly elsewhere?: boolean;
  readonly nodeOffline?: boolean;
  readonly userShutdown?: boolean;
  readonly kvm?: boolean;
  readonly kvmUserShutdown?: boolean;
}

/** [status, oper_state, oper_ram] of an instance in a case. */
async function found(c: Case): Promise<unknown[]> {
  const cfg = recordedCluster();
  const instance = Object.values(cfg.instances).find((i) => i.name === 'inst1.peer.test');
  assert.ok(instance);
  Object.assign(instance, { admin_state: c.wanted, admin_state_source: c.by ?? 'admin' } satisfies Partial<Instance>);
  cfg.cluster.enabled_user_shutdown = c.userShutdown ?? false;
  if (c.kvm) Object.assign(instance, { hypervisor: 'kvm', hvparams: { user_shutdown: c.kvmUserShutdown ?? false } });
  const home = instance.primary_node;
  const node = cfg.nodes[home];
  assert.ok(node);
  node.offline = c.nodeOffline ?? false;
  const info = { [instance.name]: { memory: 77, vcpus: 1, state: c.state, time: 0 } };
  const { engine } = queryBench({
    cfg,
    answer: (_call, uuid) => {
      if (uuid === home && c.nodeOffline) return undefined;
      if (uuid === home && c.state === undefined) return new Error('timeout');
      const here = c.elsewhere ? uuid === OTHER_NODE : uuid === home;
      return here && c.state !== null ? info : {};
    },
  });
  const { data } = await engine.query('instance', ['name', 'status', 'oper_state', 'oper_ram'], null);
  return [...(data.find(([name]) => name?.[1] === instance.name) ?? [])].slice(1);
}

const ABSENT = [
  [0, false],
  [3, null],
];
const PRESENT = [
  [0, true],
  [0, 77],
];
const NO_ANSWER = [
  [2, null],
  [2, null],
];

const cases: readonly (readonly [string, Case, readonly unknown[]])[] = [
  ['running', { wanted: 'up', state: RUNNING }, PRESENT],
  ['running', { wanted: 'up', state: 'running' }, PRESENT],
  ['ERROR_up', { wanted: 'down', state: RUNNING }, PRESENT],
  ['ERROR_up', { wanted: 'offline', state: RUNNING }, PRESENT],
  ['ERROR_wrongnode', { wanted: 'up', state: RUNNING, elsewhere: true }, PRESENT],
  ['ERROR_wrongnode', { wanted: 'down', state: RUNNING, elsewhere: true }, PRESENT],
  ['ERROR_down', { wanted: 'up', state: null }, ABSENT],
  ['ADMIN_down', { wanted: 'down', state: null }, ABSENT],
  ['ADMIN_offline', { wanted: 'offline', state: null }, ABSENT],
  ['ERROR_nodedown', { wanted: 'up' }, NO_ANSWER],
  ['ERROR_nodedown', { wanted: 'down' }, NO_ANSWER],
  [
    'ERROR_nodeoffline',
    { wanted: 'up', nodeOffline: true },
    [
      [2, null],
      [4, null],
    ],
  ],
  // What a guest did itself counts only where the cluster allows it, and with KVM the instance too.
  ['ADMIN_down', { wanted: 'down', by: 'user', state: null }, ABSENT],
  ['USER_down', { wanted: 'down', by: 'user', state: null, userShutdown: true }, ABSENT],
  ['ADMIN_down', { wanted: 'down', by: 'admin', state: null, userShutdown: true }, ABSENT],
  ['ERROR_down', { wanted: 'up', state: SHUT_DOWN }, PRESENT],
  ['USER_down', { wanted: 'up', state: SHUT_DOWN, userShutdown: true }, PRESENT],
  ['ADMIN_down', { wanted: 'down', state: SHUT_DOWN, userShutdown: true }, PRESENT],
  ['ERROR_down', { wanted: 'up', state: SHUT_DOWN, userShutdown: true, kvm: true }, PRESENT],
  ['USER_down', { wanted: 'up', state: SHUT_DOWN, userShutdown: true, kvm: true, kvmUserShutdown: true }, PRESENT],
];

describe('the status of an instance', () => {
  for (const [status, c, rest] of cases) {
    it(`is ${status} for ${JSON.stringify(c)}`, async () => {
      assert.deepEqual(await found(c), [[0, status], ...rest]);
    });
  }
});
