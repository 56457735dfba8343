import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemFiles } from '../../../../../lib/common/files.js';
import { Paths } from '../../../../../lib/common/paths.js';
import {
  LinuxNodeInfo,
  parseProc,
  readVirtualNode,
  startupMemory,
} from '../../../../../lib/noded/hypervisor/node-info.js';

describe('node information', () => {
  it('is read off /proc', () => {
    const meminfo = 'MemTotal:       8192000 kB\nMemFree:  1 kB\nMemAvailable:   4096000 kB\n';
    const cpuinfo = 'processor\t: 0\nmodel\t: 1\n\nprocessor\t: 1\n';
    assert.deepEqual(parseProc(meminfo, cpuinfo), {
      ...{ memory_total: 8000, memory_free: 4000, memory_dom0: 4000 },
      ...{ cpu_total: 2, cpu_nodes: 1, cpu_sockets: 1, cpu_dom0: 2 },
    });
    assert.throws(() => parseProc('MemTotal: 1 kB', cpuinfo), /no MemAvailable/);
  });

  it('is that of this machine on a real node', async () => {
    const info = new LinuxNodeInfo({
      paths: new Paths(),
      files: systemFiles,
      guestMemory: () => Promise.reject(new Error('not asked')),
    });
    const { memory_total: total, memory_free: free, cpu_total: cpus } = await info.read();
    assert.ok(total >= free && free > 0 && cpus > 0);
    assert.equal(info.countsGuests, false);
  });

  it('is refused when the file of a virtual node is damaged', async () => {
    const root = await mkdtemp(join(tmpdir(), 'vnode-'));
    const paths = new Paths(root);
    await mkdir(paths.dirs.conf, { recursive: true });
    assert.equal(await readVirtualNode(paths, systemFiles), undefined);
    for (const [text, message] of [
      ['{', /is not JSON/],
      ['{"memory": -1}', /must have the numbers/],
      ['null', /must have/],
    ] as const) {
      await writeFile(join(paths.dirs.conf, 'vnode.json'), text);
      await assert.rejects(readVirtualNode(paths, systemFiles), message);
    }
    await rm(root, { recursive: true });
  });
});

describe('startupMemory', () => {
  it('lies between the two limits', () => {
    assert.equal(startupMemory({ minmem: 128, maxmem: 512 }, 1000), 512);
    assert.equal(startupMemory({ minmem: 128, maxmem: 512 }, 300), 300);
    assert.equal(startupMemory({ minmem: 128, maxmem: 512 }, 0), 128);
    assert.throws(() => startupMemory({}, 1), /must be numbers/);
  });
});
