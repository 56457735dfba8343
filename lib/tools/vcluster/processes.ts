import { readdir, readFile } from 'node:fs/promises';
import type { Clock } from '../../common/clock.js';

/** A process of a virtual node. */
export interface NodeProcess {
  readonly pid: number;
  readonly argv: readonly string[];
}

async function words(path: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\0');
  } catch {
    // The process has ended, or belongs to somebody else: not ours either way.
    return [];
  }
}

/**
 * All processes of the nodes whose roots are given: daemons by their environment (GANETI_ROOTDIR), guests by a path of
 * the root in their command line. Never this process or its ancestors.
 */
export async function processesOf(roots: readonly string[]): Promise<NodeProcess[]> {
  const spare = await ancestors(process.pid);
  const found: NodeProcess[] = [];
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || spare.has(pid)) continue;
    const argv = await words(`/proc/${entry}/cmdline`);
    const env = await words(`/proc/${entry}/environ`);
    const mine = roots.some(
      (root) =>
        env.includes(`GANETI_ROOTDIR=${root}`) ||
        argv.some((w) => w.includes(`${root}/var/`) || w.includes(`${root}/srv/`)),
    );
    if (mine) found.push({ pid, argv: argv.filter((w) => w !== '') });
  }
  return found;
}

async function ancestors(pid: number): Promise<Set<number>> {
  const chain = new Set<number>();
  for (let at = pid; at > 1 && !chain.has(at);) {
    chain.add(at);
    const stat = await words(`/proc/${at}/stat`);
    at = Number(/\) \S (\d+)/.exec(stat.join(' '))?.[1] ?? 0);
  }
  return chain;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (e) {
    if (!(e instanceof Error && 'code' in e && e.code === 'ESRCH')) throw e;
  }
}

/** Ends all processes of the roots at once, as a power cut does, and waits until they are gone. */
export async function killAll(roots: readonly string[], clock: Clock): Promise<number> {
  const killed = new Set<number>();
  for (let round = 0; round < 100; round += 1) {
    const left = await processesOf(roots);
    if (left.length === 0) return killed.size;
    for (const { pid } of left) {
      signal(pid, 'SIGKILL');
      killed.add(pid);
    }
    await clock.sleep(50);
  }
  const stuck = (await processesOf(roots)).map((p) => `${p.pid} (${p.argv[0] ?? '?'})`);
  throw new Error(`Processes do not end: ${stuck.join(', ')}`);
}
