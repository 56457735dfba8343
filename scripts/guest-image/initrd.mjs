/** The guest's initial file system: busybox, kernel modules and the files of rootfs/. */
import { execFile } from 'node:child_process';
import { readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { cpioArchive } from './cpio.mjs';

const ROOTFS = join(dirname(fileURLToPath(import.meta.url)), 'rootfs');
const DIRECTORIES = ['bin', 'dev', 'disk', 'proc', 'sys', 'run', 'tmp', 'mod', 'root', 'var', 'var/log', 'var/run'];

const directory = (path) => ({ path, type: 'directory', mode: 0o755 });
const link = (path, target) => ({ path, type: 'link', mode: 0o777, content: target });

async function rootfsEntries() {
  const entries = [];
  for (const file of await readdir(ROOTFS, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath ?? file.path, file.name);
    const name = relative(ROOTFS, path);
    if (file.isDirectory()) entries.push(directory(name));
    else
      entries.push({ path: name, type: 'file', mode: (await stat(path)).mode & 0o777, content: await readFile(path) });
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The gzip-compressed archive. `modules` are in load order, `busybox` is the path of a static busybox. */
export async function buildInitrd({ busybox, modules }) {
  const { stdout } = await promisify(execFile)(busybox, ['--list']);
  const applets = stdout.split('\n').filter((name) => name !== '' && name !== 'busybox');
  const entries = [
    ...DIRECTORIES.map(directory),
    link('sbin', 'bin'),
    link('usr', '.'),
    { path: 'bin/busybox', type: 'file', mode: 0o755, content: await readFile(busybox) },
    ...applets.map((name) => link(`bin/${name}`, 'busybox')),
    ...modules.map(({ name, content }, index) => ({
      path: `mod/${String(index + 100)}-${name}.ko`,
      type: 'file',
      mode: 0o644,
      content,
    })),
    ...(await rootfsEntries()),
  ];
  return gzipSync(cpioArchive(entries), { level: 6 });
}
