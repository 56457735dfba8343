import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SubnetRegistry } from '../../../../../lib/tools/vcluster/subnet.js';

describe('SubnetRegistry', () => {
  let dir = '';
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'subnets-'));
  });
  after(async () => {
    await rm(dir, { recursive: true });
  });
  const live = async (): Promise<boolean> => true;
  const dead = async (): Promise<boolean> => false;

  it('gives each cluster a network of its own, also when asked at once', async () => {
    const registry = new SubnetRegistry(join(dir, 'a'));
    const claimed = await Promise.all(['x', 'y', 'z'].map((owner) => registry.claim(owner, live)));
    assert.equal(new Set(claimed).size, 3);
    for (const prefix of claimed) assert.match(prefix, /^127\.77\.\d+$/);
  });

  it('takes over the network of a cluster that is gone', async () => {
    const registry = new SubnetRegistry(join(dir, 'b'));
    const first = await registry.claim('gone', live);
    assert.equal(await registry.claim('new', dead), first);
  });

  it('passes over a network that somebody else uses', async () => {
    const registry = new SubnetRegistry(join(dir, 'd'));
    const prefix = await registry.claim('mine', live, async (p) => p !== '127.77.1');
    assert.equal(prefix, '127.77.2');
    assert.equal(await registry.claim('next', live), '127.77.1');
  });

  it('frees a network for its owner only', async () => {
    const registry = new SubnetRegistry(join(dir, 'c'));
    const prefix = await registry.claim('mine', live);
    await registry.release(prefix, 'somebody else');
    assert.notEqual(await registry.claim('next', live), prefix);
    await registry.release(prefix, 'mine');
    assert.equal(await registry.claim('again', live), prefix);
  });
});
