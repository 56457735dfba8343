/** Kernel modules out of an unpacked kernel package, without depmod or modprobe. */
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const UNPACK = { '.xz': ['xz', '-dc'], '.gz': ['gzip', '-dc'], '.zst': ['zstd', '-dc'] };

/** The name a module is known by: no directory, no suffix, underscores only. */
function moduleName(path) {
  return basename(path)
    .replace(/\.ko(\.\w+)?$/, '')
    .replaceAll('-', '_');
}

async function moduleContent(path) {
  const command = UNPACK[path.slice(path.lastIndexOf('.'))];
  if (command === undefined) return readFile(path);
  const { stdout } = await run(command[0], [...command.slice(1), path], { encoding: 'buffer', maxBuffer: 64 << 20 });
  return stdout;
}

/** Names in the `depends=` entry of a module's .modinfo section. */
function dependencies(content) {
  const start = content.indexOf('\0depends=');
  if (start < 0) return [];
  const end = content.indexOf('\0', start + 1);
  const names = content.toString('latin1', start + '\0depends='.length, end);
  return names === '' ? [] : names.split(',').map((n) => n.replaceAll('-', '_'));
}

/**
 * The wanted modules found under `directory` with all they depend on, each `{ name, content }`, in load order. What is
 * not there as a file is taken as built into the kernel.
 */
export async function loadOrder(directory, wanted) {
  const files = new Map();
  for (const file of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (file.isFile() && /\.ko(\.\w+)?$/.test(file.name))
      files.set(moduleName(file.name), join(file.parentPath ?? file.path, file.name));
  }
  const order = [];
  const seen = new Set();
  const visit = async (name) => {
    const path = files.get(name);
    if (seen.has(name) || path === undefined) return;
    seen.add(name);
    const content = await moduleContent(path);
    for (const needed of dependencies(content)) await visit(needed);
    order.push({ name, content });
  };
  for (const name of wanted) await visit(name);
  return order;
}
