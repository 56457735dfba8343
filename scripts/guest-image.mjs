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
import { dependencyOf, downloadPackage, missingPrograms, unpackPackage } from './guest-image/packages.mjs';

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
  return missingPrograms(['apt-get', 'apt-cache', 'dpkg-deb', 'xz']);
}

async function requirePrograms() {
  const missing = await guestImageNeeds();
  if (missing.length > 0)
    throw new Error(`The guest image needs ${missing.join(', ')}: it is made from Debian packages`);
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

const KERNEL = ['linux-image-cloud-amd64', /^linux-image-\d.*-amd64/];
const BUSYBOX = 'busybox-static';

/** A static busybox that is installed here. */
async function installedBusybox() {
  for (const path of ['/bin/busybox', '/usr/bin/busybox']) if (await isStatic(path)) return path;
  return undefined;
}

/** Downloads the packages that a build unpacks into `out/packages`; resolves to the name of the kernel's. */
export async function downloadGuestPackages({ out }) {
  const packages = join(resolve(out), 'packages');
  const kernel = await dependencyOf(...KERNEL);
  await downloadPackage(kernel, packages);
  if ((await installedBusybox()) === undefined) await downloadPackage(BUSYBOX, packages);
  return { kernel, packages };
}

async function staticBusybox(packages, scratch) {
  const installed = await installedBusybox();
  if (installed !== undefined) return installed;
  const root = await unpackPackage(BUSYBOX, packages, join(scratch, 'busybox'));
  const found = ['bin/busybox', 'usr/bin/busybox'].map((p) => join(root, p)).find(existsSync);
  if (found === undefined) throw new Error(`Package ${BUSYBOX} holds no busybox`);
  return found;
}

/** Kernel file and modules directory of the unpacked kernel package. */
async function kernelFiles(name, packages, scratch) {
  const root = await unpackPackage(name, packages, join(scratch, 'kernel'));
  const version = name.slice('linux-image-'.length).replace(/-unsigned$/, '');
  const modules = [`lib/modules/${version}`, `usr/lib/modules/${version}`].map((p) => join(root, p)).find(existsSync);
  if (modules === undefined) throw new Error(`Package ${name} holds no modules of ${version}`);
  return { file: join(root, 'boot', `vmlinuz-${version}`), modules, version };
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
    const { kernel, packages } = await downloadGuestPackages({ out: target });
    const { file, modules, version } = await kernelFiles(kernel, packages, scratch);
    const busybox = await staticBusybox(packages, scratch);
    log(`building the initial file system for ${version}`);
    await writeFile(
      join(scratch, 'initrd.gz'),
      await buildInitrd({ busybox, modules: await loadOrder(modules, MODULES) }),
    );
    await copyFile(file, join(scratch, 'vmlinuz'));
    const image = { key, version, kernel: join(target, 'vmlinuz'), initrd: join(target, 'initrd.gz') };
    await writeFile(join(scratch, 'image.json'), `${JSON.stringify(image, null, 2)}\n`);
    for (const file of ['vmlinuz', 'initrd.gz', 'image.json']) await rename(join(scratch, file), join(target, file));
    return { ...image, fresh: true };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const USAGE = `usage: guest-image.mjs [--force | --download] [DIR]

Builds DIR/vmlinuz and DIR/initrd.gz (default DIR: .cache/guest of this checkout)
out of Debian's packages, without installing them. With --download only fetches
the packages, for a later build.
`;

async function main(argv) {
  if (argv.includes('-h') || argv.includes('--help')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [out = join(HERE, '..', '.cache', 'guest'), ...rest] = argv.filter(
    (a) => a !== '--force' && a !== '--download',
  );
  if (rest.length > 0 || out.startsWith('-')) {
    process.stderr.write(USAGE);
    return 2;
  }
  if (argv.includes('--download')) {
    await requirePrograms();
    await downloadGuestPackages({ out });
    return 0;
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
