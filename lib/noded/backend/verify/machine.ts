import { stat } from 'node:fs/promises';
import type { NodeContext } from '../../context.js';

async function is(path: string, kind: 'file' | 'directory'): Promise<boolean> {
  try {
    const info = await stat(path);
    return kind === 'file' ? info.isFile() : info.isDirectory();
  } catch {
    return false;
  }
}

/** What is wrong with the machine's set-up, in words: sysfs and procfs must be mounted. A virtual node is never restarted by sysrq. */
export async function nodeSetupProblems(ctx: Pick<NodeContext, 'paths'>): Promise<string[]> {
  const problems: string[] = [];
  if (!(await is('/sys/block', 'directory')) || !(await is('/sys/class/net', 'directory'))) {
    problems.push('/sys/block or /sys/class/net is missing; sysfs should be mounted on /sys');
  }
  if (!(await is('/proc/sys', 'directory')) || (!ctx.paths.virtual && !(await is('/proc/sysrq-trigger', 'file')))) {
    problems.push('/proc/sys or /proc/sysrq-trigger is missing; procfs should be mounted on /proc');
  }
  return problems;
}
