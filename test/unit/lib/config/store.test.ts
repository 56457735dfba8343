import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { silentLogger } from '../../../../lib/common/log.js';
import type { ConfigSnapshot } from '../../../../lib/config/interface.js';
import { FileConfigStore, type Distribute } from '../../../../lib/config/store.js';
import { parseConfig } from '../../../../lib/config/load.js';
import { CountingRandom, MemoryFiles, StoppedClock, testText } from '../../../support/config-data.js';

const path = '/var/lib/ganeti/config.data';

async function open(distribute: Distribute = () => Promise.resolve()) {
  const files = new MemoryFiles();
  files.contents.set(path, testText('config/config-3.1.data'));
  const clock = new StoppedClock();
  const store = await FileConfigStore.open({
    files,
    path,
    clock,
    random: new CountingRandom(),
    log: silentLogger,
    distribute,
  });
  return { files, clock, store };
}
const first = <T>(map: Readonly<Record<string, T>>): T => Object.values(map)[0] as T;
const written = (files: MemoryFiles): ConfigSnapshot => parseConfig(files.contents.get(path) ?? '', path);

describe('FileConfigStore', () => {
  it('has written and distributed a change when update resolves', async () => {
    const seen: number[] = [];
    const { files, store } = await open((state) => {
      seen.push(state.serial_no);
      return Promise.resolve();
    });
    const before = store.snapshot;
    const result = await store.update((c) => {
      c.cluster.candidate_pool_size = 7;
      return 'done';
    });
    assert.equal(result, 'done');
    assert.equal(written(files).cluster.candidate_pool_size, 7);
    assert.deepEqual(seen, [before.serial_no + 1]);
    assert.equal(store.snapshot.cluster.candidate_pool_size, 7);
    assert.equal(before.cluster.candidate_pool_size, 9);
    assert.equal(files.options.get(path)?.mode, 0o640);
  });

  it('writes nothing when nothing changed', async () => {
    const { files, store } = await open();
    await store.update((c) => c.cluster.cluster_name);
    await store.update((c) => {
      c.cluster.candidate_pool_size += 0;
    });
    assert.equal(files.writes, 0);
  });

  it('hands out snapshots that cannot be written to', async () => {
    const { store } = await open();
    await store.update((c) => {
      c.cluster.tags.push('new');
    });
    assert.throws(() => (store.snapshot.cluster.tags as string[]).push('x'), TypeError);
    assert.ok(Object.isFrozen(first(store.snapshot.instances)));
  });

  it('leaves everything as it was when the change throws', async () => {
    const { files, store } = await open();
    const before = store.snapshot;
    await assert.rejects(
      store.update((c) => {
        c.cluster.candidate_pool_size = 1;
        throw new Error('no');
      }),
      /no/,
    );
    assert.equal(store.snapshot, before);
    assert.equal(files.writes, 0);
  });

  it('refuses a change that waits', async () => {
    const { files, store } = await open();
    const change = async (c: { cluster: { candidate_pool_size: number } }): Promise<void> => {
      c.cluster.candidate_pool_size = 1;
      await Promise.resolve();
    };
    await assert.rejects(store.update(change), /must be synchronous/);
    assert.equal(files.writes, 0);
    assert.equal(store.snapshot.cluster.candidate_pool_size, 9);
  });

  it('refuses what would break the configuration and says where', async () => {
    const { files, store } = await open();
    const instance = first(store.snapshot.instances);
    await assert.rejects(
      store.update((c) => Object.assign(c.instances[instance.uuid] ?? {}, { primary_node: 'nobody' })),
      /references a non-existing primary node UUID 'nobody'/,
    );
    await assert.rejects(
      store.update((c) => Object.assign(c.cluster, { master_netmask: '32' })),
      /cluster\.master_netmask must be integer/,
    );
    await assert.rejects(
      store.update((c) => {
        Reflect.deleteProperty(c.nodes, instance.primary_node);
      }),
      /references a non-existing primary node/,
    );
    assert.equal(files.writes, 0);
  });

  it('applies concurrent updates in order, all on one another', async () => {
    const { store } = await open();
    const start = store.snapshot.cluster.highest_used_port;
    const ports = await Promise.all(
      Array.from({ length: 20 }, () => store.update((c) => (c.cluster.highest_used_port += 1))),
    );
    assert.deepEqual(
      ports,
      Array.from({ length: 20 }, (_, i) => start + i + 1),
    );
    assert.equal(store.snapshot.cluster.highest_used_port, start + 20);
  });

  it('writes many waiting changes at once', async () => {
    const { files, store } = await open();
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => store.update((c) => void c.cluster.tags.push(`t${String(i)}`))),
    );
    assert.ok(files.writes <= 3, `${String(files.writes)} writes for 50 changes`);
    assert.equal(written(files).cluster.tags.length, 53);
  });

  it('never shows what failed to be written, and goes on from what is written', async () => {
    const { files, store } = await open();
    const before = store.snapshot;
    let fail = true;
    files.gate = async () => {
      await Promise.resolve();
      if (fail) throw new Error('disk full');
    };
    const first = store.update((c) => void c.cluster.tags.push('one'));
    const second = store.update((c) => void c.cluster.tags.push('two'));
    assert.equal(store.snapshot, before);
    await assert.rejects(first, /disk full/);
    await assert.rejects(second, /disk full/);
    assert.equal(store.snapshot, before);
    fail = false;
    await store.update((c) => void c.cluster.tags.push('three'));
    assert.deepEqual(store.snapshot.cluster.tags, [...before.cluster.tags, 'three']);
    assert.equal(store.snapshot.serial_no, before.serial_no + 1);
  });

  it('keeps a change whose distribution failed', async () => {
    const { files, store } = await open(() => Promise.reject(new Error('nobody there')));
    await store.update((c) => void c.cluster.tags.push('one'));
    assert.ok(written(files).cluster.tags.includes('one'));
  });

  it('tells the distributor what was distributed last, and nothing when all must go again', async () => {
    const calls: [number, number | undefined][] = [];
    const { store } = await open((state, previous) => {
      calls.push([state.serial_no, previous?.serial_no]);
      return Promise.resolve();
    });
    await store.update((c) => void c.cluster.tags.push('one'));
    await store.update((c) => void c.cluster.tags.push('two'));
    await store.redistribute();
    assert.deepEqual(calls, [
      [241, undefined],
      [242, 241],
      [242, undefined],
    ]);
  });

  it('returns plain values from a change that hands out a part of the draft', async () => {
    const { store } = await open();
    const tags = await store.update((c) => {
      c.cluster.tags.push('one');
      return c.cluster.tags;
    });
    assert.deepEqual([...tags], ['env:golden', 'prod', 'rapi2', 'one']);
  });
});

describe('serial numbers', () => {
  const at = 1_800_000_000;

  it('rise with the object, the cluster of a node, and the whole', async () => {
    const { store } = await open();
    const [node, instance] = [first(store.snapshot.nodes), first(store.snapshot.instances)];
    const { cluster, serial_no } = store.snapshot;
    await store.update((c) => Object.assign(c.nodes[node.uuid] ?? {}, { powered: false }));
    assert.equal(store.snapshot.nodes[node.uuid]?.serial_no, node.serial_no + 1);
    assert.equal(store.snapshot.nodes[node.uuid]?.mtime, at);
    assert.equal(store.snapshot.nodes[node.uuid]?.ctime, node.ctime);
    assert.equal(store.snapshot.cluster.serial_no, cluster.serial_no + 1);
    assert.equal(store.snapshot.cluster.mtime, at);
    await store.update((c) => Object.assign(c.instances[instance.uuid] ?? {}, { admin_state: 'down' }));
    assert.equal(store.snapshot.instances[instance.uuid]?.serial_no, instance.serial_no + 1);
    assert.equal(store.snapshot.cluster.serial_no, cluster.serial_no + 1);
    assert.equal(store.snapshot.serial_no, serial_no + 2);
  });

  it('stay with fields that the original writes behind the object', async () => {
    const { store } = await open();
    const instance = first(store.snapshot.instances);
    const other = Object.keys(store.snapshot.nodes).find((n) => n !== instance.primary_node) ?? '';
    const { cluster } = store.snapshot;
    await store.update((c) => {
      Object.assign(c.instances[instance.uuid] ?? {}, { primary_node: other });
      c.cluster.highest_used_port += 1;
    });
    assert.equal(store.snapshot.instances[instance.uuid]?.serial_no, instance.serial_no);
    assert.equal(store.snapshot.cluster.serial_no, cluster.serial_no);
    await store.update((c) => Object.assign(c.instances[instance.uuid] ?? {}, { name: 'renamed' }));
    assert.equal(store.snapshot.instances[instance.uuid]?.serial_no, instance.serial_no);
    assert.equal(store.snapshot.cluster.serial_no, cluster.serial_no + 1);
    assert.equal(store.snapshot.cluster.mtime, cluster.mtime);
  });

  it('start at one, with both times set', async () => {
    const { store } = await open();
    const [node, { cluster }] = [first(store.snapshot.nodes), store.snapshot];
    await store.update((c) => {
      c.nodes['n4'] = {
        ...node,
        uuid: 'n4',
        name: 'node4',
        tags: [],
        ndparams: {},
        hv_state_static: {},
        disk_state_static: {},
        ctime: 0,
        serial_no: 99,
      };
    });
    const added = store.snapshot.nodes['n4'];
    assert.deepEqual([added?.serial_no, added?.ctime, added?.mtime], [1, at, at]);
    assert.equal(store.snapshot.cluster.serial_no, cluster.serial_no + 1);
  });

  it('rise in both groups of a node that moves', async () => {
    const { store } = await open();
    const node = first(store.snapshot.nodes);
    const { nodegroups } = store.snapshot;
    const other = Object.keys(nodegroups).find((g) => g !== node.group) ?? '';
    await store.update((c) => Object.assign(c.nodes[node.uuid] ?? {}, { group: other }));
    for (const uuid of [node.group, other]) {
      assert.equal(store.snapshot.nodegroups[uuid]?.serial_no, (nodegroups[uuid]?.serial_no ?? 0) + 1);
    }
  });
});
