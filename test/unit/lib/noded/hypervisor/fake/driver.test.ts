import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { WireInstance } from '@gnt/protocol';
import { systemClock } from '../../../../../../lib/common/clock.js';
import { systemFiles } from '../../../../../../lib/common/files.js';
import { silentLogger } from '../../../../../../lib/common/log.js';
import { Paths } from '../../../../../../lib/common/paths.js';
import {
  createHypervisors,
  wireState,
  type Hypervisor,
  type Hypervisors,
} from '../../../../../../lib/noded/hypervisor/index.js';
import { GuardedRunner } from '../../../../../support/test-runner.js';

const instance = (name: string, maxmem = 256, minmem = 128): WireInstance => ({
  ...{ name, primary_node: 'n', hypervisor: 'fake', hvparams: { migration_mode: 'live' }, nics: [] },
  beparams: { maxmem, minmem, vcpus: 3 },
});

describe('the fake hypervisor on a virtual node', () => {
  let dir: string;
  let all: Hypervisors;
  let fake: Hypervisor;
  const stateFile = (name: string): string => join(dir, 'var/run/ganeti/fake-hypervisor', name);
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'fake-'));
    const paths = new Paths(dir);
    await mkdir(paths.dirs.conf, { recursive: true });
    await writeFile(
      join(paths.dirs.conf, 'vnode.json'),
      JSON.stringify({ memory: 1000, disk: 1, cpus: 4, boot_id: 'x' }),
    );
    all = await createHypervisors({
      ...{
        paths,
        files: systemFiles,
        clock: systemClock,
        log: silentLogger,
        ensureKvmd: () => Promise.resolve(),
        consoleWrapper: '/w',
      },
      runner: new GuardedRunner(() => dir),
    });
    fake = all.get('fake');
  });
  after(() => rm(dir, { recursive: true, force: true }));

  it('keeps a started instance in a file of the original form', async () => {
    await fake.start(instance('a.test'), [], { paused: false });
    assert.equal(await readFile(stateFile('a.test'), 'utf8'), '0\n256\n3\n');
    const info = { name: 'a.test', id: '0', memory: 256, vcpus: 3, state: 'running', time: 0 };
    assert.deepEqual(await fake.info('a.test', null), info);
    assert.deepEqual(await fake.allInfo(null), [info]);
    assert.deepEqual(await fake.list(null), ['a.test']);
    assert.equal(wireState('running'), 0);
  });

  it('takes what its instances use off the memory of the node', async () => {
    const node = await fake.nodeInfo(null);
    assert.deepEqual([node.memory_total, node.memory_free, node.memory_dom0, node.cpu_total], [1000, 744, 0, 4]);
  });

  it('starts with what is free, but at least the minimum', async () => {
    await fake.start(instance('b.test', 900, 100), [], { paused: false });
    assert.equal((await fake.info('b.test', null))?.memory, 744);
    await fake.start(instance('c.test', 900, 100), [], { paused: false });
    assert.equal((await fake.info('c.test', null))?.memory, 100);
    assert.equal((await fake.nodeInfo(null)).memory_free, 0);
    for (const name of ['b.test', 'c.test']) await fake.stop(instance(name), { force: true, retry: false });
  });

  it('changes memory', async () => {
    await fake.balloonMemory(instance('a.test'), 200);
    assert.equal(await readFile(stateFile('a.test'), 'utf8'), '0\n200\n3\n');
  });

  it('refuses what does not fit the state', async () => {
    await assert.rejects(
      fake.start(instance('a.test'), [], { paused: false }),
      /Failed to start instance a.test: already running/,
    );
    await assert.rejects(fake.acceptInstance(instance('a.test'), '', '192.0.2.1', []), /already running/);
    await assert.rejects(
      fake.stop(instance('z.test'), { force: false, retry: false }),
      /Failed to stop instance z.test: not running/,
    );
    await assert.rejects(fake.balloonMemory(instance('z.test'), 1), /not running/);
    await assert.rejects(fake.info('../z', null), /Invalid instance name/);
    assert.equal(fake.hotplug, undefined);
  });

  it('migrates by the two finalize calls', async () => {
    assert.equal(await fake.migrationInfo(instance('a.test')), '');
    await fake.migrate('c', instance('a.test'), '192.0.2.1', true);
    assert.deepEqual(await fake.migrationStatus(instance('a.test')), { status: 'completed' });
    await fake.finalizeMigrationSource(instance('a.test'), true, true);
    assert.deepEqual(await fake.list(null), []);
    await fake.finalizeMigrationTarget(instance('a.test'), '', true);
    assert.deepEqual(await fake.list(null), ['a.test']);
    await fake.finalizeMigrationTarget(instance('a.test'), '', false);
    assert.deepEqual(await fake.list(null), []);
  });

  it('has a message for a console, and is verified by its directory', async () => {
    const node = { name: 'n', primary_ip: '192.0.2.1', hvparams: {}, beparams: {} };
    assert.deepEqual(fake.console(instance('a.test'), node), {
      instance: 'a.test',
      kind: 'msg',
      message: 'Console not available for fake hypervisor',
    });
    assert.equal(await fake.verify(null), undefined);
    await rm(join(dir, 'var/run/ganeti/fake-hypervisor'), { recursive: true });
    assert.match((await fake.verify(null)) ?? '', /does not exist/);
  });

  it('loses its instances in a power cut', async () => {
    await fake.start(instance('a.test'), [], { paused: false });
    await fake.powercut?.();
    assert.deepEqual(await fake.list(null), []);
  });

  it('says of a damaged state file which it is', async () => {
    await writeFile(stateFile('d.test'), 'nonsense');
    await assert.rejects(fake.allInfo(null), /instance d.test: its state file is damaged/);
    await rm(stateFile('d.test'));
  });

  it('is found by its type, others are refused by name', () => {
    assert.deepEqual(
      all.all.map((h) => h.type),
      ['kvm', 'fake'],
    );
    assert.throws(
      () => all.get('xen-pvm'),
      /Hypervisor 'xen-pvm' is not available on this node in this version; available: kvm, fake/,
    );
    assert.throws(() => all.get('vmware'), /Unknown hypervisor 'vmware'/);
  });
});
