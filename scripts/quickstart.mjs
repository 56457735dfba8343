#!/usr/bin/env node
// From a clean clone to a running virtual machine on a virtual cluster of three nodes:
//   npm run quickstart [-- --dir DIR] [--accel auto|kvm|tcg] [--keep] [--verbose]
// Runs on Node alone until the npm packages are there, so this file imports nothing but node:*.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const GUEST = join(ROOT, '.cache/guest');
const INSTANCE = 'instance1';

/** Debian packages by a program that proves that one is there. */
const PACKAGES = {
  'qemu-system-x86_64': 'qemu-system-x86',
  busybox: 'busybox-static',
  cpio: 'cpio',
  gzip: 'gzip',
  mke2fs: 'e2fsprogs',
  ip: 'iproute2',
  socat: 'socat',
  xz: 'xz-utils',
};

const { values: options } = parseArgs({
  options: {
    dir: { type: 'string', default: join(ROOT, '.vcluster') },
    accel: { type: 'string', default: 'auto' },
    keep: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (options.help) {
  console.log(
    readFileSync(fileURLToPath(import.meta.url), 'utf8')
      .split('\n')
      .slice(1, 4)
      .map((l) => l.replace(/^\/\/ ?/, ''))
      .join('\n'),
  );
  process.exit(0);
}
const DIR = resolve(options.dir);
const times = { downloading: 0, building: 0, cluster: 0, 'guest boot': 0 };

class Failure extends Error {}

/** Runs a command; its output is shown with --verbose, else only when it fails. */
function command(argv, { env = process.env } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(argv[0], argv.slice(1), { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let stdout = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
      if (options.verbose) process.stdout.write(chunk);
    };
    child.stdout.on('data', (c) => {
      stdout += c;
      keep(c);
    });
    child.stderr.on('data', keep);
    child.on('error', (e) => fail(new Failure(`${argv.join(' ')}: ${e.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) done(stdout);
      else fail(new Failure(`'${argv.join(' ')}' ended with ${signal ?? `exit code ${code}`}\n${output.trim()}`));
    });
  });
}

async function step(what, phase, act) {
  process.stdout.write(`${what} ... `);
  const started = performance.now();
  try {
    const result = await act();
    const seconds = (performance.now() - started) / 1000;
    times[phase] += seconds;
    console.log(`done (${seconds.toFixed(1)} s)`);
    return result;
  } catch (e) {
    console.log('failed');
    throw e;
  }
}

function onPath(program) {
  const path = `${process.env.PATH}:/usr/sbin:/sbin`;
  return path.split(':').some((d) => existsSync(join(d, program)));
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Failure(`Node.js 20.19 or newer is needed, this is ${process.versions.node}`);
  }
}

async function installPackages() {
  const missing = Object.entries(PACKAGES)
    .filter(([program]) => !onPath(program))
    .map(([, name]) => name);
  if (missing.length === 0) return;
  const line = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid() !== 0 || !onPath('apt-get')) {
    throw new Failure(`These packages are missing; install them and run this again:\n  ${line}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step(`Installing ${missing.join(', ')}`, 'downloading', async () => {
    await command(['apt-get', 'update'], { env });
    await command(['apt-get', 'install', '-y', '--no-install-recommends', ...missing], { env });
  });
}

async function installModules() {
  const stamp = join(ROOT, 'node_modules/.package-lock.json');
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs) return;
  await step('Installing npm packages', 'downloading', () => command(['npm', 'ci', '--no-audit', '--no-fund']));
}

const onMaster = (...argv) => command([join(DIR, 'node1/cmd'), ...argv]);

/** Waits until the guest says on its console that it is up. */
async function guestAnswers() {
  const deadline = performance.now() + 120_000;
  for (;;) {
    const probe = spawnSync(
      join(DIR, 'node1/cmd'),
      ['gnt-instance', 'list', '--no-headers', '-o', 'status', INSTANCE],
      { encoding: 'utf8' },
    );
    if (probe.stdout.trim() === 'running' && (await consoleAnswers())) return;
    if (performance.now() > deadline) throw new Failure('The guest did not answer on its console within 2 minutes');
    await new Promise((r) => setTimeout(r, 500));
  }
}

/** Whether a shell on the serial console of the guest does a sum. */
function consoleAnswers() {
  const plan = JSON.parse(readFileSync(join(DIR, 'vcluster.json'), 'utf8'));
  const sockets = plan.nodes.map((n) => join(plan.base, n, 'var/run/ganeti/kvm-hypervisor/ctrl', `${INSTANCE}.serial`));
  const socket = sockets.find((s) => existsSync(s));
  if (!socket) return Promise.resolve(false);
  return new Promise((answer) => {
    const stream = connect(socket);
    let heard = '';
    const end = (is) => {
      clearTimeout(timer);
      stream.destroy();
      answer(is);
    };
    const timer = setTimeout(() => end(false), 3000);
    stream.on('error', () => end(false));
    stream.on('data', (chunk) => {
      heard += chunk;
      if (heard.includes('sum=42')) end(true);
    });
    stream.write('\necho sum=$((6 * 7))\n');
  });
}

async function newCluster() {
  await step('Making a virtual cluster of three nodes', 'cluster', () =>
    command(['bin/vcluster-setup', DIR, '-c', '3', '--init', '--guest', GUEST, '--accel', options.accel]),
  );
  await step(`Creating ${INSTANCE}`, 'cluster', () =>
    onMaster(
      'gnt-instance',
      'add',
      '-t',
      'sharedfile',
      '-o',
      'busybox',
      '-s',
      '64m',
      '-B',
      'memory=128m,vcpus=1',
      '-n',
      'node1',
      INSTANCE,
    ),
  );
}

async function sameCluster() {
  await step('Starting the virtual cluster that is here', 'cluster', () => command([join(DIR, 'start-all')]));
  const status = await onMaster('gnt-instance', 'list', '--no-headers', '-o', 'status', INSTANCE);
  if (status.trim() !== 'running') {
    await step(`Starting ${INSTANCE}`, 'cluster', () => onMaster('gnt-instance', 'startup', INSTANCE));
  }
}

async function main() {
  checkNode();
  await installPackages();
  await installModules();
  await step('Building', 'building', () => command([process.execPath, 'scripts/build.mjs', '--quiet']));
  if (!existsSync(join(GUEST, 'vmlinuz'))) {
    await step('Fetching the guest kernel', 'downloading', () =>
      command([process.execPath, 'scripts/guest-image.mjs', '--download', GUEST]),
    );
  }
  await step('Making the guest', 'building', () => command([process.execPath, 'scripts/guest-image.mjs', GUEST]));
  const fresh = !existsSync(join(DIR, 'vcluster.json'));
  try {
    await (fresh ? newCluster() : sameCluster());
    await step('Waiting for the guest', 'guest boot', guestAnswers);
  } catch (e) {
    if (fresh && !options.keep && existsSync(join(DIR, 'vcluster.json'))) {
      console.log('Taking the virtual cluster down again (--keep leaves it)');
      await command(['bin/vcluster-setup', '--destroy', DIR]);
    }
    throw e;
  }
  process.stdout.write(`\n${await onMaster('gnt-instance', 'list')}\n`);
  const cmd = `${join(DIR, 'node1/cmd')}`;
  console.log(`Serial console:  ${cmd} gnt-instance console ${INSTANCE}   (leave it with Ctrl-])`);
  console.log(`Migrate it live: ${cmd} gnt-instance migrate -f -n node2 ${INSTANCE}`);
  console.log(`Stop it all:     bin/vcluster-setup --destroy ${DIR}`);
  console.log(
    `\n${Object.entries(times)
      .map(([k, s]) => `${k} ${s.toFixed(1)} s`)
      .join(', ')}`,
  );
}

try {
  await main();
} catch (e) {
  console.error(e instanceof Failure ? `quickstart: ${e.message}` : e);
  process.exitCode = 1;
}
