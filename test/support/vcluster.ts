import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The checkout; tests run from it. */
export const CHECKOUT = process.cwd();
const GUEST = join(CHECKOUT, '.cache/guest');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, with nothing on standard input unless given. */
export function runProgram(argv: readonly string[], input = '', timeoutMs = 300_000): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const [program = '', ...args] = argv;
    const child = spawn(program, args, { cwd: CHECKOUT, stdio: 'pipe', timeout: timeoutMs });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (c: Buffer) => (stdout += c.toString()));
    child.stderr.on('data', (c: Buffer) => (stderr += c.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Polls `probe` until it gives a value; an emulated guest may take its time. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  timeoutMs = 180_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await new Promise((r) => setTimeout(r, 250));
  }
}

/** Why a test with real guests cannot run here; false when it can. */
export function guestObstacle(): string | false {
  for (const p of ['/usr/bin/qemu-system-x86_64', '/usr/bin/socat']) if (!existsSync(p)) return `${p} is missing`;
  if (process.getuid?.() !== 0) return 'making bridges needs root';
  return false;
}

/** Builds the guest's kernel and initrd once; later calls find them. */
export async function guestImage(): Promise<string> {
  const built = await runProgram([process.execPath, 'scripts/guest-image.mjs', GUEST]);
  if (built.code !== 0) throw new Error(`guest image: ${built.stderr}`);
  return GUEST;
}

/** A virtual cluster of a test: real daemons, real guests, gone afterwards. */
export class TestCluster {
  readonly dir: string;
  private constructor(dir: string) {
    this.dir = dir;
  }

  /** Makes and initialises a cluster; `guest` enables kvm with that image. */
  static async create(nodes: number, guest?: string): Promise<TestCluster> {
    const dir = join(await mkdtemp(join(tmpdir(), 'gnt-it-')), 'vc');
    const argv = [
      process.execPath,
      'bin/vcluster-setup',
      dir,
      '-c',
      String(nodes),
      '--init',
      '--memory',
      '2g',
      '--disk',
      '20g',
    ];
    const made = await runProgram(guest === undefined ? argv : [...argv, '--guest', guest, '--accel', 'tcg']);
    if (made.code !== 0) throw new Error(`vcluster-setup: ${made.stdout}${made.stderr}`);
    return new TestCluster(dir);
  }

  /** Path below a node's root. */
  path(node: string, ...rest: string[]): string {
    return join(this.dir, node, ...rest);
  }

  /** Runs a command on a node. */
  run(node: string, ...argv: string[]): Promise<Ran> {
    return runProgram([this.path(node, 'cmd'), ...argv]);
  }

  /** As run, on node1; throws with everything it said when it fails. Returns standard output. */
  async ok(...argv: string[]): Promise<string> {
    return this.okOn('node1', ...argv);
  }

  async okOn(node: string, ...argv: string[]): Promise<string> {
    const ran = await this.run(node, ...argv);
    if (ran.code !== 0) throw new Error(`${argv.join(' ')}: exit code ${String(ran.code)}\n${ran.stdout}${ran.stderr}`);
    return ran.stdout;
  }

  /** One field of one instance. */
  async field(instance: string, field: string): Promise<string> {
    return (await this.ok('gnt-instance', 'list', '--no-headers', '-o', field, instance)).trim();
  }

  /** Pids of QEMU processes of an instance, by node. */
  async qemus(instance: string): Promise<Map<string, number[]>> {
    const found = new Map<string, number[]>();
    for (const entry of await readdir('/proc')) {
      if (!/^\d+$/.test(entry)) continue;
      const argv = (await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')).split('\0');
      if (!argv.some((w, i) => w === '-name' && argv[i + 1] === instance)) continue;
      const node = argv
        .map((w) => /\/(node\d+)\/var\/run\/ganeti\/kvm-hypervisor\/pid\//.exec(w)?.[1])
        .find((n) => n !== undefined);
      if (node === undefined || !argv.some((w) => w.startsWith(this.dir))) continue;
      found.set(node, [...(found.get(node) ?? []), Number(entry)]);
    }
    return found;
  }

  /** What a shell command on the guest's serial console prints; undefined while nobody answers. */
  console(node: string, instance: string, command: string): Promise<string | undefined> {
    const socket = this.path(node, 'var/run/ganeti/kvm-hypervisor/ctrl', `${instance}.serial`);
    return new Promise((resolve) => {
      const stream = connect(socket);
      let heard = '';
      const finish = (answer: string | undefined): void => {
        clearTimeout(timer);
        stream.destroy();
        resolve(answer);
      };
      const timer = setTimeout(() => {
        finish(undefined);
      }, 5000);
      stream.on('error', () => {
        finish(undefined);
      });
      stream.on('data', (c) => {
        heard += c.toString();
        const answer = /<<([^<]*)>>/.exec(heard.replaceAll('\r', ''))?.[1];
        if (answer !== undefined) finish(answer.trim());
      });
      // The marks are made by printf, so that the echo of the command does not count as its answer.
      stream.write(`\nprintf '\\074\\074'; ${command}; printf '\\076\\076\\n'\n`);
    });
  }

  /** Boot id and tick of a guest, once it answers. */
  guest(node: string, instance: string): Promise<{ bootId: string; tick: number }> {
    return eventually(`console of ${instance} on ${node}`, async () => {
      const answer = await this.console(node, instance, 'cat /run/boot_id /run/tick');
      const [bootId, tick] = answer?.split(/\s+/) ?? [];
      return bootId !== undefined && tick !== undefined && /^[\w-]{36}$/.test(bootId)
        ? { bootId, tick: Number(tick) }
        : undefined;
    });
  }

  /** Pid of a daemon of a node. */
  async pid(node: string, daemon: string): Promise<number> {
    return Number((await readFile(this.path(node, 'var/run/ganeti', `${daemon}.pid`), 'utf8')).trim());
  }

  async destroy(): Promise<Ran> {
    const ran = await runProgram([process.execPath, 'bin/vcluster-setup', '--destroy', this.dir]);
    await rm(join(this.dir, '..'), { recursive: true, force: true });
    return ran;
  }
}
