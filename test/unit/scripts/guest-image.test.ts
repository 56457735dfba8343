import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';

interface Entry {
  readonly path: string;
  readonly type: 'directory' | 'file' | 'link';
  readonly mode: number;
  readonly content?: string;
}
interface Module {
  readonly name: string;
  readonly content: Buffer;
}
const script = async (name: string): Promise<unknown> =>
  import(new URL(`../../../../scripts/guest-image/${name}.mjs`, import.meta.url).href);
const { cpioArchive } = (await script('cpio')) as { cpioArchive: (entries: readonly Entry[]) => Buffer };
const { loadOrder } = (await script('modules')) as {
  loadOrder: (directory: string, wanted: readonly string[]) => Promise<Module[]>;
};

/** Entries of a newc archive, read back by the kernel's rules (Documentation/driver-api/early-userspace/buffer-format). */
function readArchive(archive: Buffer): { path: string; mode: string; content: string }[] {
  const entries = [];
  for (let at = 0; ;) {
    assert.equal(archive.toString('latin1', at, at + 6), '070701');
    const field = (n: number): number => parseInt(archive.toString('latin1', at + 6 + 8 * n, at + 14 + 8 * n), 16);
    const [size, nameLength] = [field(6), field(11)];
    const path = archive.toString('utf8', at + 110, at + 110 + nameLength - 1);
    if (path === 'TRAILER!!!') return entries;
    const start = at + Math.ceil((110 + nameLength) / 4) * 4;
    entries.push({ path, mode: field(1).toString(8), content: archive.toString('utf8', start, start + size) });
    at = start + Math.ceil(size / 4) * 4;
  }
}

describe('the initial file system of the guest', () => {
  it('is an archive that the kernel can read', () => {
    const entries: Entry[] = [
      { path: 'bin', type: 'directory', mode: 0o755 },
      { path: 'bin/hello', type: 'file', mode: 0o755, content: '#!/bin/sh\necho ä\n' },
      { path: 'bin/hi', type: 'link', mode: 0o777, content: 'hello' },
      { path: 'empty', type: 'file', mode: 0o644 },
    ];
    assert.deepEqual(readArchive(cpioArchive(entries)), [
      { path: 'bin', mode: '40755', content: '' },
      { path: 'bin/hello', mode: '100755', content: '#!/bin/sh\necho ä\n' },
      { path: 'bin/hi', mode: '120777', content: 'hello' },
      { path: 'empty', mode: '100644', content: '' },
    ]);
  });

  it('has modules after what they depend on, each once, and none for what the kernel has built in', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'modules-'));
    const put = (path: string, depends: string): Promise<void> =>
      writeFile(join(dir, path), `ELF\0license=GPL\0depends=${depends}\0name=x\0`);
    await mkdir(join(dir, 'kernel/drivers'), { recursive: true });
    await put('kernel/drivers/virtio.ko', '');
    await put('kernel/drivers/virtio-ring.ko', 'virtio');
    await put('kernel/drivers/virtio_net.ko', 'virtio_ring,virtio');
    const order = await loadOrder(dir, ['virtio_net', 'ext4', 'virtio']);
    assert.deepEqual(
      order.map((m) => m.name),
      ['virtio', 'virtio_ring', 'virtio_net'],
    );
    await rm(dir, { recursive: true });
  });
});
