import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { candidateStandings, masterFailover, unhealthyMajority } from '../../../../lib/bootstrap/index.js';
import type { ConfigData } from '@gnt/objects';
import { parseConfig } from '../../../../lib/config/index.js';
import { FailoverNodes } from '../../../support/failover-nodes.js';
import { labConfig } from '../../../support/lab-config.js';

const [ONE, TWO, THREE] = ['node1.example.com', 'node2.example.com', 'node3.example.com'] as const;

/** Three candidates, of which node1 was the master and is gone. */
async function bench(change: (data: ConfigData) => void = () => undefined, root = ''): Promise<FailoverNodes> {
  const nodes = await new FailoverNodes(labConfig([], change), root).open();
  nodes.node(ONE).reachable = false;
  return nodes;
}

const failsWith = (nodes: FailoverNodes, self: string, message: RegExp, noVoting = false): Promise<void> =>
  assert.rejects(masterFailover(noVoting, nodes.context(self)), (e: Error) => {
    assert.match(e.message, message);
    return true;
  });

describe('masterFailover', () => {
  it('makes the node the master in a new epoch and tells the others', async () => {
    const nodes = await bench();
    const { exitCode, warnings } = await masterFailover(false, nodes.context(TWO));
    assert.equal(exitCode, 0);
    assert.equal(warnings.length, 3);
    assert.ok(warnings.every((line) => line.includes(ONE)));
    const { position } = await nodes.node(TWO).follower.state();
    assert.deepEqual(position, [2, 4]);
    const config = parseConfig(nodes.node(TWO).file('configData') ?? '', 'config.data');
    assert.equal(config.cluster.master_node, 'node2');
    assert.equal(nodes.node(THREE).files.contents.get(nodes.paths.ssconf('master_node')), `${TWO}\n`);
    assert.deepEqual(nodes.arguments.get('node_start_master_daemons'), { no_voting: false });
  });

  it('takes the journal that reaches furthest among a majority', async () => {
    const nodes = await bench();
    await nodes.append(2, [THREE]);
    await masterFailover(false, nodes.context(TWO));
    assert.ok(nodes.trace.includes(`journal_replace@${TWO}`));
    assert.deepEqual((await nodes.node(TWO).follower.state()).position, [2, 5]);
  });

  it('has the others refuse the old master', async () => {
    const nodes = await bench();
    await masterFailover(false, nodes.context(TWO));
    const { accepted, reason } = await nodes.node(THREE).follower.append(1, { epoch: 1, seq: 1 }, '');
    assert.equal(accepted, false);
    assert.match(reason, /epoch 1 is over, 2 has begun/);
  });

  it('refuses on the master, and on a node that is no candidate', async () => {
    const nodes = await bench((data) => {
      data.nodes['node3']!.master_candidate = false;
    });
    await failsWith(nodes, ONE, /node1\.example\.com has the master role now/);
    await failsWith(nodes, THREE, /Only master candidates can take over.*\nnode2\.example\.com$/s);
    assert.deepEqual(nodes.trace, []);
  });

  it('refuses when most nodes name another master', async () => {
    const nodes = await bench();
    for (const name of [TWO, THREE]) nodes.votes.set(name, THREE);
    await failsWith(
      nodes,
      TWO,
      /believes that node1\.example\.com is the master, but most nodes say node3\.example\.com/,
    );
    assert.deepEqual(nodes.trace, []);
  });

  it('refuses without a majority of the candidates, names the cure, and has touched nothing', async () => {
    const nodes = await bench();
    nodes.node(THREE).reachable = false;
    await failsWith(nodes, TWO, /Only 1 of 3 master candidates tell.*--no-voting/);
    assert.deepEqual(nodes.trace, []);
  });

  it('goes on without one when told to, and says what may be lost', async () => {
    const nodes = await bench();
    nodes.node(THREE).reachable = false;
    const { exitCode, warnings } = await masterFailover(true, nodes.context(TWO));
    assert.equal(exitCode, 0);
    assert.ok(warnings.some((line) => /only candidates without an answer have are lost/.test(line)));
    assert.deepEqual(nodes.arguments.get('node_start_master_daemons'), { no_voting: true });
  });

  it('uses the external script for the address where the cluster does', async () => {
    for (const external of [true, false]) {
      const nodes = await bench((data) => {
        data.cluster.use_external_mip_script = external;
      });
      nodes.node(ONE).reachable = true;
      await masterFailover(false, nodes.context(TWO));
      const args = nodes.arguments.get('node_deactivate_master_ip') as Record<string, unknown>;
      assert.equal(args['use_external_mip_script'], external);
      assert.equal((args['master_params'] as { uuid: string }).uuid, 'node1');
      assert.ok(nodes.trace.includes(`node_stop_master@${ONE}`));
    }
  });

  it('goes by ssconf where the candidate has no configuration yet', async () => {
    const nodes = await bench();
    nodes.node(ONE).reachable = true;
    await nodes.append(2, [THREE]);
    nodes.node(TWO).files.contents.delete(nodes.paths.file('configData'));
    const { exitCode } = await masterFailover(false, nodes.context(TWO));
    assert.equal(exitCode, 0);
    const { master_params } = nodes.arguments.get('node_deactivate_master_ip') as { master_params: { uuid: string } };
    assert.equal(master_params.uuid, ONE);
  });

  it('warns of an address that does not go away, or does not come', async () => {
    for (const [address, message] of [
      [[true], /still answers on the master IP .* after 30 seconds/],
      [[false], /master IP .* is not up after 30 seconds; until it is, use node2\.example\.com/],
    ] as const) {
      const nodes = await bench();
      nodes.address = [...address];
      const done = masterFailover(false, nodes.context(TWO));
      const waits = Array.from({ length: 60 }, () => () => nodes.clock.advance(5000));
      for (const wait of waits) await wait();
      const { exitCode, warnings } = await done;
      assert.equal(exitCode, 1);
      assert.ok(warnings.some((line) => message.test(line)));
    }
  });

  it('does not look for the address in a virtual cluster, where it is only noted down', async () => {
    const nodes = await bench(() => undefined, '/tmp/vc/node2');
    nodes.address = [false];
    assert.equal((await masterFailover(false, nodes.context(TWO))).exitCode, 0);
  });

  it('refuses while another failover to this node runs, or its master daemon', async () => {
    const nodes = await bench();
    nodes.failoverRuns = true;
    await failsWith(nodes, TWO, /Another failover to this node is under way/);
    nodes.failoverRuns = false;
    nodes.masterRuns = true;
    await failsWith(nodes, TWO, /master daemon runs on node2\.example\.com meanwhile: already running \(pid 7\)/);
  });
});

describe('unhealthyMajority', () => {
  it('names the nodes that do not answer when they are too many', async () => {
    const nodes = await bench();
    assert.equal(await unhealthyMajority(true, nodes.context(TWO)), undefined);
    nodes.node(THREE).reachable = false;
    assert.deepEqual(await unhealthyMajority(true, nodes.context(TWO)), [ONE, THREE]);
  });

  it('leaves offline nodes out only where asked to', async () => {
    const nodes = await bench((data) => {
      Object.assign(data.nodes['node1']!, { offline: true, master_candidate: false });
    });
    nodes.node(THREE).reachable = false;
    assert.deepEqual(await unhealthyMajority(true, nodes.context(TWO)), [THREE]);
    assert.deepEqual(await unhealthyMajority(false, nodes.context(TWO)), [ONE, THREE]);
  });
});

describe('candidateStandings', () => {
  it('tells how far each journal reaches, and who does not answer', async () => {
    const nodes = await bench();
    await nodes.append(2, [THREE]);
    const standings = await candidateStandings(nodes.context(TWO));
    assert.deepEqual(
      standings.map(({ node, position, master, error }) => [node, position?.seq, master, error !== '']),
      [
        [ONE, undefined, true, true],
        [TWO, 1, false, false],
        [THREE, 2, false, false],
      ],
    );
  });
});
