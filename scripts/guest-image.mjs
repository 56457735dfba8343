#!/usr/bin/env node
/**
 * Builds the kernel and the initial file system of the tiny guest that the `busybox` OS definition runs: Debian's cloud
 * kernel and busybox, taken out of their packages without installing them.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildInitrd } from './guest-image/initrd.mjs';
import { loadOrder } from './guest-image/modules.mjs';
import { dependencyOf, fetchPackage, missingPrograms } from './guest-image/packages.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

/** What the guest's kernel gets beside what the hypervisor adds (root=, console=). */
export const GUEST_KERNEL_ARGS =
  'ro quiet panic=5 nokaslr mitigations=off tsc=reliable no_timer_check random.trust_cpu=on';

const MODULES = [
  ...['virtio_pci', 'virtio_net', 'virtio_blk', 'virtio_balloon', 'virtio_scsi', 'virtio_console'],
  ...['e1000', 'ata_piix', 'sd_mod', 'button', 'evdev', 'crc32c_generic', 'ext4'],
];

/** Programs that a build needs and that are not here. */
export async function guestImageNeeds() {
  return missingPrograms(['apt-get', 'apt-cache', 'dpkg-deb']);
}

/** A key of everything in this checkout that goes into the image. */
async function recipeKey() {
  const hash = createHash('sha256');
  const root = join(HERE, 'guest-image');
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((f) => f.isFile());
  const paths = files.map((f) => join(f.parentPath ?? f.path, f.name)).sort();
  for (const path of [...paths, fileURLToPath(import.meta.url)]) hash.update(await readFile(path));
  return hash.digest('hex');
}

async function isStatic(path) {
  return existsSync(path) && !(await readFile(path)).subarray(0, 65536).includes('/lib64/ld-linux');
}

async function staticBusybox(scratch) {
  for (const path of ['/bin/busybox', '/usr/bin/busybox']) if (await isStatic(path)) return path;
  const root = await fetchPackage('busybox-static', join(scratch, 'busybox'));
  const found = ['bin/busybox', 'usr/bin/busybox'].map((p) => join(root, p)).find(existsSync);
  if (found === undefined) throw new Error('Package busybox-static holds no busybox');
  return found;
}

/** Kernel file and modules directory of the unpacked newest cloud kernel. */
async function kernelFiles(scratch) {
  const name = await dependencyOf('linux-image-cloud-amd64', /^linux-image-\d.*-amd64/);
  const root = await fetchPackage(name, join(scratch, 'kernel'));
  const version = name.slice('linux-image-'.length).replace(/-unsigned$/, '');
  const modules = [`lib/modules/${version}`, `usr/lib/modules/${version}`].map((p) => join(root, p)).find(existsSync);
  if (modules === undefined) throw new Error(`Package ${name} holds no modules of ${version}`);
  return { kernel: join(root, 'boot', `vmlinuz-${version}`), modules, version };
}

async function cached(out, key) {
  const stamp = join(out, 'image.json');
  if (!existsSync(stamp)) return undefined;
  const image = JSON.parse(await readFile(stamp, 'utf8'));
  return image.key === key && existsSync(image.kernel) && existsSync(image.initrd) ? image : undefined;
}

/**
 * Makes `out/vmlinuz` and `out/initrd.gz` unless they are there and made by this recipe. Files appear by rename, whole;
 * two builders at once do no harm. Resolves to `{ kernel, initrd, version, fresh }`.
 */
export async function buildGuestImage({ out, log = () => undefined, force = false }) {
  const target = resolve(out);
  const key = await recipeKey();
  const found = force ? undefined : await cached(target, key);
  if (found !== undefined) return { ...found, fresh: false };
  const missing = await guestImageNeeds();
  if (missing.length > 0)
    throw new Error(`The guest image needs ${missing.join(', ')}: it is made from Debian packages`);
  await mkdir(target, { recursive: true });
  const scratch = await mkdtemp(join(target, '.build-'));
  try {
    log('downloading the guest kernel');
    const { kernel, modules, version } = await kernelFiles(scratch);
    const busybox = await staticBusybox(scratch);
    log(`building the initial file system for ${version}`);
    await writeFile(
      join(scratch, 'initrd.gz'),
      await buildInitrd({ busybox, modules: await loadOrder(modules, MODULES) }),
    );
    await copyFile(kernel, join(scratch, 'vmlinuz'));
    const image = { key, version, kernel: join(target, 'vmlinuz'), initrd: join(target, 'initrd.gz') };
    await writeFile(join(scratch, 'image.json'), `${JSON.stringify(image, null, 2)}\n`);
    for (const file of ['vmlinuz', 'initrd.gz', 'image.json']) await rename(join(scratch, file), join(target, file));
    return { ...image, fresh: true };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const USAGE = `usage: guest-image.mjs [--force] [DIR]

Builds DIR/vmlinuz and DIR/initrd.gz (default DIR: .cache/guest of this checkout)
out of Debian's packages, without installing them.
`;

async function main(argv) {
  if (argv.includes('-h') || argv.includes('--help')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [out = join(HERE, '..', '.cache', 'guest'), ...rest] = argv.filter((a) => a !== '--force');
  if (rest.length > 0 || out.startsWith('-')) {
    process.stderr.write(USAGE);
    return 2;
  }
  const image = await buildGuestImage({
    out,
    force: argv.includes('--force'),
    log: (text) => process.stderr.write(`${text}\n`),
  });
  process.stdout.write(`kernel_path=${image.kernel}\ninitrd_path=${image.initrd}\nkernel_args=${GUEST_KERNEL_ARGS}\n`);
  return 0;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main(process.argv.slice(2)).catch((e) => {
    process.stderr.write(`guest-image: ${e.message}\n`);
    return 1;
  });
}
