import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAX_SOCKET_PATH } from '../../../../../lib/common/paths.js';
import { bridgeName, hostEntries, needsShortLink, type VclusterPlan } from '../../../../../lib/tools/vcluster/plan.js';
import { allNodesScripts, hostsFile, nodeFiles } from '../../../../../lib/tools/vcluster/layout.js';

const plan: VclusterPlan = {
  dir: "/data/it's here",
  base: "/data/it's here",
  prefix: '127.77.4',
  netdev: null,
  bridge: 'gv0123456789',
  nodes: ['node1', 'node2'],
  instances: ['instance1'],
  memory: 1024,
  disk: 2048,
  cpus: 2,
  etcHosts: false,
};

describe('a virtual cluster on paper', () => {
  it('numbers cluster, nodes and instances as the original does', () => {
    assert.deepEqual(hostEntries(plan), [
      { name: 'cluster', ip: '127.77.4.1' },
      { name: 'node1', ip: '127.77.4.10' },
      { name: 'node2', ip: '127.77.4.11' },
      { name: 'instance1', ip: '127.77.4.100' },
    ]);
    assert.match(hostsFile(plan).content, /^127\.77\.4\.11\tnode2$/m);
  });

  it('names bridges within the limit of the kernel, one a directory', () => {
    assert.ok(bridgeName('/a').length <= 15);
    assert.notEqual(bridgeName('/a'), bridgeName('/b'));
  });

  it('asks for a short link exactly when a console socket would be cut', () => {
    assert.equal(needsShortLink('/tmp/vc', ['node1'], MAX_SOCKET_PATH), false);
    assert.equal(needsShortLink(`/tmp/${'x'.repeat(60)}`, ['node1'], MAX_SOCKET_PATH), true);
  });

  it('quotes paths in scripts and hands arguments on as they are', () => {
    const cmd = nodeFiles(plan, 'node1', '/opt/ganeti', 'boot-1').find((f) => f.path.endsWith('/node1/cmd'));
    assert.match(cmd?.content ?? '', /GANETI_ROOTDIR='\/data\/it'\\''s here\/node1'/);
    assert.match(cmd?.content ?? '', /exec "\$@"/);
    assert.equal(cmd?.mode, 0o755);
  });

  it('starts every node daemon before any master', () => {
    const start =
      allNodesScripts(plan)
        .find((f) => f.path.endsWith('/start-all'))
        ?.content.split('\n') ?? [];
    const lastNoded = start.findLastIndex((l) => l.includes('start ganeti-noded'));
    const firstAll = start.findIndex((l) => l.includes('daemon-util start-all'));
    assert.ok(lastNoded !== -1 && lastNoded < firstAll);
  });

  it('runs the watchers of all nodes at the same time, with the arguments given, and waits for them', () => {
    const script = allNodesScripts(plan).find((f) => f.path.endsWith('/watcher-all'))?.content ?? '';
    const watchers = script.split('\n').filter((line) => line.includes('ganeti-watcher'));
    assert.equal(watchers.length, plan.nodes.length);
    for (const line of watchers) assert.match(line, / ganeti-watcher "\$@" &$/);
    assert.match(script, /\nwait\n$/);
  });

  it('calls a given init script instead of daemon-util', () => {
    const stop = allNodesScripts(plan, '/etc/init.d/mine').find((f) => f.path.endsWith('/stop-all'))?.content ?? '';
    assert.match(stop, /'\/etc\/init\.d\/mine' stop/);
    assert.doesNotMatch(stop, /daemon-util/);
  });
});
