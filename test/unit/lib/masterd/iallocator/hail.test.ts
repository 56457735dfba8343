import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, beforeEach, describe, it } from 'node:test';
import { WorkerThread } from '../../../../../lib/common/worker-thread.js';
import type { AllocatorDocument } from '../../../../../lib/masterd/iallocator/cluster-data.js';
import { hailOptions } from '../../../../../lib/masterd/iallocator/hail-options.js';
import { directHail, threadedHail, type HailQuestion } from '../../../../../lib/masterd/iallocator/hail.js';
import type { AllocatorRequest } from '../../../../../lib/masterd/iallocator/request.js';
import { Allocators } from '../../../../../lib/masterd/iallocator/run.js';
import { randomCluster } from '../../../../support/htools/random-cluster.js';
import { randomRequests } from '../../../../support/htools/random-requests.js';
import { FakeRpc } from '../../../../support/fake-rpc.js';
import { labConfig } from '../../../../support/lab-config.js';

const folder = join(process.env['GANETI_GOLDEN'] ?? '../shared/golden', 'iallocator');
const skip = !existsSync(folder) && 'no recordings of the original (GANETI_GOLDEN or ../shared/golden)';

/** What the original's hail answers to the requests that the original's master made. */
const ANSWERS = JSON.parse(readFileSync('test/data/htools/allocator-answers.json', 'utf8')) as Record<string, string>;

const RELOCATE: AllocatorRequest = { type: 'relocate' };
let rpc: FakeRpc;
let cfg: ReturnType<typeof labConfig>;
beforeEach(() => {
  cfg = labConfig();
  rpc = new FakeRpc(() => false);
  rpc.answer('iallocator_runner', () => 'the program');
});
const allocators = (hail = directHail): Allocators => new Allocators({ cfg: { snapshot: cfg }, rpc, hail });

describe('hail without a process', () => {
  const thread = new WorkerThread<HailQuestion, string>(
    pathToFileURL(join(process.cwd(), 'dist/lib/programs/hail-thread.js')),
  );
  after(() => thread.close());

  for (const [name, answer] of Object.entries(ANSWERS)) {
    it(`answers the recorded request ${name} as the original does`, { skip }, async () => {
      const document = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as AllocatorDocument;
      assert.equal(await allocators().output('hail', document.request, document), answer);
      assert.equal(await allocators(threadedHail(thread)).output('hail', document.request, document), answer);
      assert.deepEqual(rpc.calls, []);
    });
  }

  it('lets the event loop go on while a thread places an instance in a larger cluster', async () => {
    const cluster = randomCluster({ seed: 1, nodes: 30, instancesPerNode: 10, plain: true });
    const { drbd: text = '' } = randomRequests(cluster, 1);
    let turns = 0;
    const open = { yes: true };
    const turn = (): void => {
      turns += 1;
      if (open.yes) setImmediate(turn);
    };
    turn();
    const answer = JSON.parse(await thread.ask({ text, options: {} })) as { success: boolean };
    open.yes = false;
    assert.equal(typeof answer.success, 'boolean');
    // In the same thread there would be one turn before the answer.
    assert.ok(turns > 10, String(turns));
  });

  it('answers in a thread that what it was given is no request', async () => {
    const answer = JSON.parse(await thread.ask({ text: '{}', options: {} })) as Record<string, unknown>;
    assert.equal(answer['success'], false);
    assert.match(String(answer['info']), /key 'request' not found/);
  });

  it('is told the parameters of the cluster and what the request puts up with', async () => {
    const asked: HailQuestion[] = [];
    const hail = { ...directHail, answer: async (q: HailQuestion) => (asked.push(q), '{}') };
    cfg.cluster.default_iallocator_params = { 'no-capacity-checks': null, 'static-kvm-node-memory': 512 };
    await allocators(hail).output('hail', { ...RELOCATE, ignore_soft_errors: true }, {} as AllocatorDocument);
    assert.deepEqual(
      asked.map((q) => q.options),
      [{ capacity: false, staticNodeMemory: 512, ignoreSoftErrors: true }],
    );
  });

  it('is run as a program where a parameter asks for more than an answer', async () => {
    cfg.cluster.default_iallocator_params = { 'save-cluster': '/tmp/x' };
    assert.equal(await allocators().output('hail', RELOCATE, {} as AllocatorDocument), 'the program');
    assert.equal(rpc.calls[0]?.call, 'iallocator_runner');
  });
});

describe('hailOptions', () => {
  it('reads switches and values', () => {
    assert.deepEqual(hailOptions({ verbose: null, 'restrict-allocation-to': 'a,b' }), { restrictToNodes: ['a', 'b'] });
    assert.deepEqual(hailOptions({}), {});
  });

  for (const wrong of [
    { mond: 'yes' },
    { verbose: 2 },
    { 'static-kvm-node-memory': 'much' },
    { 'static-kvm-node-memory': null },
    { nonsense: null },
  ]) {
    it(`leaves ${JSON.stringify(wrong)} to the program`, () => {
      assert.equal(hailOptions(wrong), undefined);
    });
  }
});
