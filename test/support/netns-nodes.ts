import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { CHECKOUT, runProgram, type Ran } from './vcluster.js';

/**
 * Turns a fresh set of namespaces into a machine of its own: its root is an overlay over this machine's, so /etc, /var
 * and /root are private to it. Says "ready" and stays until it is killed.
 */
const MACHINE = `
set -e
dir=$1; name=$2; checkout=$3
mkdir -p "$dir/upper" "$dir/work" "$dir/root"
mount -t overlay -o "lowerdir=/,upperdir=$dir/upper,workdir=$dir/work" overlay "$dir/root"
cd "$dir/root"
mount --rbind /dev dev
for d in run tmp; do mount -t tmpfs -o mode=1777 tmpfs "$d"; done
mkdir -p ".$checkout"
mount --bind "$checkout" ".$checkout"
mount -t sysfs sysfs sys
mount -t proc proc proc
hostname "$name"
mkdir -p .old
pivot_root . .old
cd /
umount -l /.old
ip link set lo up
mkdir -p /run/sshd /run/ganeti /run/lock /var/lib/ganeti
echo ready
# The first process takes in the daemons' ended children.
while :; do sleep 1000; done
`;

/** Why such machines cannot be made here; false when they can. */
export function namespaceObstacle(): string | false {
  return process.getuid?.() === 0 ? false : 'making namespaces needs root';
}

interface Machine {
  readonly name: string;
  readonly address: string;
  readonly child: ChildProcess;
  /** First process inside, as seen from here. */
  readonly pid: number;
}

/** Two machines with a cable between them, on a network that nothing else sees. */
export class NetnsNodes {
  readonly #base: string;
  readonly #machines: readonly Machine[];

  private constructor(base: string, machines: readonly Machine[]) {
    this.#base = base;
    this.#machines = machines;
  }

  static async up(names: readonly [string, string]): Promise<NetnsNodes> {
    // Not below /tmp: the machines have one of their own, and the overlay must not cover itself.
    const base = await mkdtemp('/var/tmp/gnt-netns-');
    const machines: Machine[] = [];
    for (const [i, name] of names.entries()) machines.push(await start(base, name, `10.99.0.${11 + i}`));
    const [a, b] = machines as [Machine, Machine];
    await must([
      'ip',
      'link',
      'add',
      'eth0',
      'netns',
      String(a.pid),
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      String(b.pid),
    ]);
    const nodes = new NetnsNodes(base, machines);
    const hosts = machines.map((m) => `${m.address} ${m.name}`).join('\n');
    for (const m of machines) {
      await nodes.ok(m.name, 'ip', 'addr', 'add', `${m.address}/24`, 'dev', 'eth0');
      await nodes.ok(m.name, 'ip', 'link', 'set', 'eth0', 'up');
      await nodes.write(m.name, '/etc/hosts', `127.0.0.1 localhost\n10.99.0.1 cluster.test\n${hosts}\n`);
    }
    return nodes;
  }

  /** Runs a command on a machine, as root. */
  run(name: string, ...argv: string[]): Promise<Ran> {
    return this.#enter(name, argv, '');
  }

  /** As run; throws with everything it said when it fails. */
  async ok(name: string, ...argv: string[]): Promise<string> {
    const ran = await this.run(name, ...argv);
    if (ran.code !== 0)
      throw new Error(`${name}: ${argv.join(' ')}: exit code ${String(ran.code)}\n${ran.stdout}${ran.stderr}`);
    return ran.stdout;
  }

  /** Replaces a file of a machine. */
  async write(name: string, path: string, content: string): Promise<void> {
    const ran = await this.#enter(name, ['sh', '-c', 'mkdir -p "$(dirname "$1")" && cat > "$1"', 'sh', path], content);
    if (ran.code !== 0) throw new Error(`${name}: writing ${path}: ${ran.stderr}`);
  }

  /** Ends the machines and everything in them. */
  async down(): Promise<void> {
    for (const m of this.#machines) {
      if (m.child.exitCode === null && m.child.signalCode === null) {
        m.child.kill('SIGKILL');
        await once(m.child, 'exit');
      }
    }
    await rm(this.#base, { recursive: true, force: true });
  }

  #enter(name: string, argv: readonly string[], input: string): Promise<Ran> {
    const machine = this.#machines.find((m) => m.name === name);
    if (!machine) throw new Error(`no machine '${name}'`);
    const enter = ['nsenter', '-t', String(machine.pid), '-m', '-u', '-i', '-n', '-p', '-r', '-w', '--'];
    return runProgram(
      [...enter, 'env', '-i', 'HOME=/root', `PATH=${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, ...argv],
      input,
    );
  }
}

async function must(argv: readonly string[]): Promise<void> {
  const ran = await runProgram(argv);
  if (ran.code !== 0) throw new Error(`${argv.join(' ')}: ${ran.stderr}`);
}

async function start(base: string, name: string, address: string): Promise<Machine> {
  const child = spawn(
    'unshare',
    [
      '--net',
      '--mount',
      '--uts',
      '--ipc',
      '--pid',
      '--fork',
      '--kill-child',
      '--propagation',
      'private',
      'sh',
      '-c',
      MACHINE,
      'sh',
      join(base, name),
      name,
      CHECKOUT,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const line of createInterface({ input: child.stdout })) if (line === 'ready') break;
  if (child.exitCode !== null) throw new Error(`machine ${name} did not start`);
  const children = await runProgram(['ps', '-o', 'pid=', '--ppid', String(child.pid)]);
  const pid = Number(children.stdout.trim().split(/\s+/)[0]);
  if (!pid) throw new Error(`machine ${name} has no process`);
  return { name, address, child, pid };
}
