import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { programs, runProgram, systemEnvironment } from '../../../../../lib/htools-cli/index.js';
import { startRapi, type RapiAnswers, type RapiServer } from '../../../../support/htools/rapi-server.js';

const spec = (mem: number, disk: number): object => ({
  'memory-size': mem,
  'cpu-count': 1,
  'disk-size': disk,
  'disk-count': 1,
  'nic-count': 1,
  'spindle-use': 1,
});
const ipolicy = {
  minmax: [{ min: spec(128, 1024), max: spec(8192, 102400) }],
  std: spec(1024, 10240),
  'disk-templates': ['drbd', 'plain'],
  'vcpu-ratio': 4,
  'spindle-ratio': 32,
};
const node = (name: string, more: object = {}): Record<string, unknown> => ({
  ...{ name, offline: false, drained: false, vm_capable: true, 'group.uuid': 'u1', tags: [], sptotal: 0, spfree: 0 },
  ...{ mtotal: 16384, mnode: 1024, mfree: 12000, dtotal: 900000, dfree: 800000, ctotal: 8, cnos: 1 },
  ndparams: { spindle_count: 4, exclusive_storage: false },
  ...more,
});
const instance = {
  ...{ name: 'web', pnode: 'a.example.com', snodes: ['b.example.com'], status: 'running', oper_ram: 512, tags: ['t'] },
  ...{ disk_template: 'drbd', disk_usage: 1152, 'disk.sizes': [1024], 'disk.spindles': [null] },
  beparams: { maxmem: 1024, vcpus: 2, auto_balance: true, spindle_use: 1 },
};

let answers: Record<keyof RapiAnswers, () => Promise<unknown>>;
let server: RapiServer;
beforeEach(async () => {
  const answer = (body: unknown) => async (): Promise<unknown> => body;
  answers = {
    groups: answer([{ name: 'default', uuid: 'u1', alloc_policy: 'preferred', ipolicy, tags: [] }]),
    nodes: answer([
      node('a.example.com'),
      node('b.example.com'),
      node('c.example.com', { offline: true, mtotal: null }),
    ]),
    instances: answer([instance]),
    info: answer({ master: 'a.example.com', default_hypervisor: 'xen-pvm', tags: ['htools:iextags:t'], ipolicy }),
  };
  server = await startRapi(answers);
});
afterEach(() => server.close());

async function scan(
  address: string,
  resolve: (name: string) => Promise<{ name: string; ip: string }> = () => Promise.reject(new Error('no names here')),
): Promise<{ code: number; out: string; files: Record<string, string> }> {
  const found = { out: '', files: {} as Record<string, string> };
  const code = await runProgram(programs['hscan']!, [address], {
    ...systemEnvironment(),
    resolver: { resolve },
    out: (text) => void (found.out += text),
    err: () => undefined,
    writeText: (path, text) => void (found.files[path] = text),
  });
  return { code, ...found };
}

describe('the remote API as a source', () => {
  it('gives groups, nodes, instances, tags and policy', async () => {
    const { code, files } = await scan(server.address);
    assert.equal(code, 0);
    const [text = ''] = Object.values(files);
    assert.match(text, /^default\|u1\|preferred\|\|$/m);
    assert.match(text, /^a\.example\.com\|16384\|1024\|\d+\|900000\|800000\|8\|M\|u1\|4\|/m);
    assert.match(text, /^c\.example\.com\|.*\|Y\|u1\|4\|/m);
    assert.match(text, /^web\|512\|1152\|2\|running\|Y\|a\.example\.com\|b\.example\.com\|drbd\|t\|1\|/m);
    assert.match(text, /^htools:iextags:t$/m);
    assert.deepEqual(server.asked, ['/2/groups?bulk=1', '/2/nodes?bulk=1', '/2/instances?bulk=1', '/2/info']);
  });

  it('takes the names of the resolver that the program has', async () => {
    const asked: string[] = [];
    const address = server.address.replace('127.0.0.1', 'cluster.test');
    const { code } = await scan(address, async (name) => {
      asked.push(name);
      return { name, ip: '127.0.0.1' };
    });
    assert.equal(code, 0);
    assert.deepEqual([...new Set(asked)], ['cluster.test']);
    const unknown = await scan(address);
    assert.equal(unknown.code, 2);
    assert.match(unknown.out, /cannot be read: no names here/);
  });

  for (const [what, key, body, message] of [
    ['answers with an error', 'nodes', undefined, /answers HTTP status 502/],
    ['knows a node in no group', 'nodes', [node('a.example.com', { 'group.uuid': 'u9' })], /Unknown group 'u9'/],
    ['leaves a value out', 'instances', [{ ...instance, status: undefined }], /instance web.*key 'status' not found/],
    ['answers with another kind of value', 'groups', { name: 'x' }, /Unable to read List/],
    ['names a master that is no node', 'info', { master: 'z', default_hypervisor: 'kvm', tags: [], ipolicy }, /Master/],
  ] as const) {
    it(`is told what is wrong where a server ${what}`, async () => {
      answers[key] = () => (body === undefined ? Promise.reject(new Error('down')) : Promise.resolve(body));
      await server.close();
      server = await startRapi(answers);
      const { code, out, files } = await scan(server.address);
      assert.equal(code, 2);
      assert.match(out, message);
      assert.deepEqual(files, {});
    });
  }
});
