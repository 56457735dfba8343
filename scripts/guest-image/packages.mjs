/** Debian packages, downloaded and unpacked into a directory; nothing is installed. */
import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const options = { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 16 << 20 };

/** What of the given programs is not on PATH. */
export async function missingPrograms(programs) {
  const missing = [];
  for (const program of programs) {
    await exec('which', [program], options).catch(() => missing.push(program));
  }
  return missing;
}

/** The package that the newest version of a metapackage depends on and whose name matches `pattern`. */
export async function dependencyOf(metapackage, pattern) {
  const { stdout } = await exec('apt-cache', ['show', '--no-all-versions', metapackage], options).catch((e) => {
    throw new Error(
      `Package ${metapackage} is not known to apt (${String(e.stderr ?? e.message).trim()}); run: apt-get update`,
    );
  });
  const depends = /^Depends: (.*)$/m.exec(stdout)?.[1] ?? '';
  const found = depends
    .split(/[,|]\s*/)
    .map((d) => d.split(' ')[0])
    .find((name) => pattern.test(name));
  if (found === undefined)
    throw new Error(`Package ${metapackage} depends on nothing like ${pattern.source}: ${depends}`);
  return found;
}

/** Downloads a package into `directory` and unpacks it there below `root/`; resolves to that folder. */
export async function fetchPackage(name, directory) {
  await mkdir(directory, { recursive: true });
  const args = ['-q', 'download', name];
  if (process.getuid?.() === 0) args.unshift('-o', 'APT::Sandbox::User=root');
  await exec('apt-get', args, { ...options, cwd: directory }).catch((e) => {
    throw new Error(`Cannot download package ${name}: ${String(e.stderr ?? e.message).trim()}`);
  });
  const file = (await readdir(directory)).find((f) => f.startsWith(`${name}_`) && f.endsWith('.deb'));
  if (file === undefined) throw new Error(`apt-get download ${name} left no package file in ${directory}`);
  const root = join(directory, 'root');
  await mkdir(root, { recursive: true });
  await exec('dpkg-deb', ['-x', join(directory, file), root], options);
  return root;
}
