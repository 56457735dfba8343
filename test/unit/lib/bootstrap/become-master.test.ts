import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { becomeMaster } from '../../../../lib/bootstrap/become-master.js';
import { parseConfig } from '../../../../lib/config/index.js';
import { readCheckpoint } from '../../../../lib/journal/index.js';
import { FailoverNodes } from '../../../support/failover-nodes.js';
import { labConfig } from '../../../support/lab-config.js';

const TWO = 'node2.example.com';

async function bench(): Promise<FailoverNodes> {
  const nodes = await new FailoverNodes(labConfig()).open();
  for (const node of nodes.nodes.values()) await node.follower.close();
  return nodes;
}

describe('becomeMaster', () => {
  it('begins the epoch with itself as master, in journal and configuration', async () => {
    const nodes = await bench();
    const config = await becomeMaster(nodes.context(TWO), TWO, 7);
    assert.equal(config.cluster.master_node, 'node2');
    const node = nodes.node(TWO);
    const written = parseConfig(node.file('configData') ?? '', 'config.data');
    assert.equal(written.cluster.master_node, 'node2');
    assert.equal(written.serial_no, config.serial_no);
    assert.match(node.disk.synced(nodes.paths.file('journal')), /\[7,2,"epoch",\{"master":"node2\.example\.com"\}\]/);
  });

  it('leaves a checkpoint by which the daemon knows that nobody else wrote the configuration', async () => {
    const nodes = await bench();
    const ctx = nodes.context(TWO);
    await becomeMaster(ctx, TWO, 7);
    const checkpoint = await readCheckpoint(ctx.files, nodes.paths.file('journalCheckpoint'));
    assert.equal(checkpoint?.epoch, 7);
    assert.deepEqual(checkpoint.epochs.at(-1), [7, 2]);
    assert.notEqual(checkpoint.config, null);
  });

  it('opens the queue again that was drained', async () => {
    const nodes = await bench();
    const path = nodes.paths.file('queueDrain');
    nodes.node(TWO).files.contents.set(path, '');
    await becomeMaster(nodes.context(TWO), TWO, 2);
    assert.equal(nodes.node(TWO).files.contents.has(path), false);
  });

  it('refuses an epoch that is over, and a node that the configuration does not have', async () => {
    const nodes = await bench();
    await assert.rejects(becomeMaster(nodes.context(TWO), TWO, 1), /Epoch 1 is not above 1/);
    await assert.rejects(becomeMaster(nodes.context(TWO), 'other.example.com', 9), /is not in the configuration/);
  });
});
