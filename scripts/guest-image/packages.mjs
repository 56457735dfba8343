/** Debian packages, downloaded and unpacked into a directory; nothing is installed. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
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

async function packageFile(name, directory) {
  const files = await readdir(directory).catch(() => []);
  return files.find((file) => file.startsWith(`${name}_`) && file.endsWith('.deb'));
}

/** Downloads a package into `directory`, unless it is there. */
export async function downloadPackage(name, directory) {
  await mkdir(directory, { recursive: true });
  if ((await packageFile(name, directory)) !== undefined) return;
  const args = ['-q', 'download', name];
  if (process.getuid?.() === 0) args.unshift('-o', 'APT::Sandbox::User=root');
  // apt-get writes the file under its name from the start: a part of one must not pass for the whole.
  const partial = await mkdtemp(join(directory, '.part-'));
  try {
    await exec('apt-get', args, { ...options, cwd: partial }).catch((e) => {
      throw new Error(`Cannot download package ${name}: ${String(e.stderr ?? e.message).trim()}`);
    });
    const file = await packageFile(name, partial);
    if (file === undefined) throw new Error(`apt-get download ${name} left no package file`);
    await rename(join(partial, file), join(directory, file));
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Unpacks a downloaded package below `target`. */
export async function unpackPackage(name, directory, target) {
  const file = await packageFile(name, directory);
  if (file === undefined) throw new Error(`Package ${name} is not in ${directory}`);
  await mkdir(target, { recursive: true });
  await exec('dpkg-deb', ['-x', join(directory, file), target], options);
  return target;
}
