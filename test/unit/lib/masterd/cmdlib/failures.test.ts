import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ConfigData } from '@gnt/objects';
import type { GivenOpcode, OpId } from '@gnt/opcodes';
import type { ConfigSnapshot } from '../../../../../lib/config/interface.js';
import { Lab } from '../../../../support/lab.js';
import { labConfig } from '../../../../support/lab-config.js';

/** What of a configuration must be as before, or as after success; without serials, times and generated names. */
function shape(cfg: ConfigSnapshot) {
  const { cluster, instances, disks, nodes, nodegroups } = cfg;
  return {
    instances: Object.values(instances).map((i) => ({
      name: i.name,
      node: i.primary_node,
      state: i.admin_state,
      active: i.disks_active,
      nics: i.nics.length,
      be: i.beparams,
      os: i.os,
      disks: i.disks.map((uuid) => disks[uuid]?.size),
    })),
    disks: Object.values(disks).length,
    nodes: Object.values(nodes).map((n) => [n.name, n.offline, n.drained, n.master_candidate, n.group]),
    groups: Object.keys(nodegroups).length,
    certificates: Object.keys(cluster.candidate_certs).length,
    freePorts: cluster.tcpudp_port_pool,
  };
}

/**
 * `before`: the configuration is as it was; `after`: as if nothing had failed; `begun`: the unit leaves what it has
 * recorded so far, as the original does; `passed over`: the unit goes on to its end.
 */
type Outcome = 'before' | 'after' | 'begun' | 'passed over';

interface Sweep {
  readonly op: GivenOpcode<OpId>;
  readonly config: () => ConfigData;
  readonly prepare?: (lab: Lab) => void;
  /** By call; hooks are swept too. */
  readonly expected: Readonly<Record<string, Outcome | readonly Outcome[]>>;
}

const file = { content: Buffer.from('x'), mode: 0o100600, owner: 'root', group: 'root', atime: 1, mtime: 2 };
const running = { memory: 128, vcpus: 1, state: 0, time: 0 };
const up = () => labConfig([{ name: 'web' }]);
const shared = () => labConfig([{ name: 'web', template: 'sharedfile' }]);
const stopped = () => labConfig([{ name: 'web', state: 'down' }]);
const web = { instance_name: 'web' } as const;

const sweeps: readonly Sweep[] = [
  {
    op: {
      OP_ID: 'OP_INSTANCE_CREATE',
      instance_name: 'web.example.com',
      mode: 'create',
      disk_template: 'file',
      disks: [{ size: 1024 }, { size: 1024 }],
      nics: [{}],
      os_type: 'noop',
      pnode: 'node2',
      hypervisor: 'fake',
      beparams: { maxmem: 128, minmem: 128 },
    },
    config: () => labConfig(),
    prepare: (lab) => lab.rpc.answer('os_diagnose', [['noop', '/os/noop', true, '', [], [], [20], true]] as never),
    expected: {
      hypervisor_validate_params: 'before',
      os_validate: 'before',
      bridges_exist: 'before',
      node_info: 'before',
      file_storage_dir_create: 'before',
      blockdev_create: 'before',
      // Asked again until it answers.
      blockdev_getmirrorstatus: 'passed over',
      os_diagnose: 'begun',
      instance_os_add: 'begun',
      instance_metadata_modify: 'passed over',
      instance_start: 'after',
      hooks_runner: ['before', 'passed over'],
    },
  },
  {
    op: { OP_ID: 'OP_INSTANCE_STARTUP', ...web },
    config: stopped,
    expected: {
      instance_info: 'before',
      bridges_exist: 'before',
      node_info: 'before',
      // The wish to have it running is recorded first; disks that were assembled are taken down again.
      blockdev_assemble: 'begun',
      instance_start: 'begun',
      hooks_runner: ['before', 'passed over'],
    },
  },
  {
    op: { OP_ID: 'OP_INSTANCE_SHUTDOWN', ...web },
    config: up,
    expected: { instance_shutdown: 'begun', blockdev_shutdown: 'passed over', hooks_runner: ['before', 'passed over'] },
  },
  {
    op: { OP_ID: 'OP_INSTANCE_REMOVE', ...web },
    config: up,
    expected: {
      instance_shutdown: 'before',
      blockdev_remove: 'before',
      file_storage_dir_remove: 'before',
      hooks_runner: ['before', 'passed over'],
    },
  },
  {
    op: { OP_ID: 'OP_INSTANCE_MIGRATE', ...web, target_node: 'node3' },
    config: shared,
    prepare: (lab) => lab.rpc.answer('instance_info', (node) => (node === 'node2' ? running : {}) as typeof running),
    expected: {
      instance_migratable: 'before',
      instance_info: 'before',
      bridges_exist: 'before',
      node_info: 'before',
      migration_info: 'before',
      blockdev_close: ['before', 'after'],
      blockdev_open: ['before', 'after'],
      accept_instance: 'before',
      instance_migrate: 'before',
      instance_get_migration_status: 'before',
      // The guest is where it is; --cleanup finds out and records it, as in the original.
      instance_finalize_migration_src: 'before',
      instance_finalize_migration_dst: 'before',
      hooks_runner: ['before', 'passed over'],
    },
  },
  {
    op: {
      OP_ID: 'OP_INSTANCE_SET_PARAMS',
      ...web,
      disks: [['add', -1, { size: 2048 }]],
      nics: [['add', -1, {}]],
      beparams: { vcpus: 2 },
    },
    config: stopped,
    expected: {
      bridges_exist: 'before',
      file_storage_dir_create: 'before',
      blockdev_create: 'before',
      blockdev_getmirrorstatus: 'passed over',
      blockdev_shutdown: 'passed over',
      instance_metadata_modify: 'passed over',
      hooks_runner: ['before', 'passed over'],
    },
  },
  {
    op: { OP_ID: 'OP_NODE_ADD', node_name: 'node4' },
    config: () => labConfig(),
    prepare: (lab) => {
      lab.machine.hosts.set('node4.example.com', '192.0.2.4');
      lab.machine.alive.add('192.0.2.4');
      lab.machine.files.set('/var/lib/ganeti/hmac.key', file);
    },
    expected: {
      version: 'before',
      node_verify: 'before',
      upload_file: 'passed over',
      // The node belongs to the cluster from here on and can be readded.
      node_crypto_tokens: 'begun',
      node_ensure_daemon: 'passed over',
      hooks_runner: ['before', 'passed over'],
    },
  },
];

async function opened(sweep: Sweep): Promise<Lab> {
  const lab = await Lab.open(sweep.config());
  sweep.prepare?.(lab);
  return lab;
}

async function attempt(lab: Lab, op: GivenOpcode<OpId>): Promise<boolean> {
  return lab.run(op).then(
    () => true,
    () => false,
  );
}

function isSame(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

describe('a node call that fails', () => {
  for (const sweep of sweeps) {
    it(`leaves ${sweep.op.OP_ID} in a state that can be told and mended`, async () => {
      const good = await opened(sweep);
      const before = shape(good.cfg);
      await good.run(sweep.op);
      const after = shape(good.cfg);
      const seen = new Set<string>();
      for (const [index, { call }] of good.rpc.calls.entries()) {
        const lab = await opened(sweep);
        lab.rpc.failAt = (at) => (at === index ? 'injected' : undefined);
        const completed = await attempt(lab, sweep.op);
        const now = shape(lab.cfg);
        const outcome: Outcome = completed
          ? 'passed over'
          : isSame(now, before)
            ? 'before'
            : isSame(now, after)
              ? 'after'
              : 'begun';
        const expected = sweep.expected[call];
        assert.ok(expected !== undefined, `${call} (call ${index}, ${outcome}) is not in the table`);
        const allowed: readonly Outcome[] = typeof expected === 'string' ? [expected] : expected;
        assert.ok(allowed.includes(outcome), `${call} (call ${index}): ${outcome}, not ${allowed.join(' or ')}`);
        if (completed) assert.deepEqual(now, after, `${call} (call ${index}) is passed over, yet changes the outcome`);
        // Nothing is held any more: locks, names, addresses.
        lab.rpc.failAt = undefined;
        if (outcome === 'before') {
          await lab.run(sweep.op);
          assert.deepEqual(shape(lab.cfg), after, `again after ${call} (call ${index})`);
        }
        seen.add(call);
      }
      assert.deepEqual([...seen].sort(), Object.keys(sweep.expected).sort(), 'calls of the table that are never made');
    });
  }
});
