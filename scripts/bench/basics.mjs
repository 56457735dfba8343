// Start-up of commands and the cost of jobs, on a virtual cluster of one node with real daemons.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LuxiClient } from '../../packages/luxi-client/dist/src/index.js';
import { ms, timeCalls, timeCommands } from './timing.mjs';

const noop = { OP_ID: 'OP_TEST_DELAY', duration: 1e-6, on_master: false, reason: [['bench', '', 1]] };

async function end(client, job) {
  let status = null;
  for (;;) {
    const change = await client.waitForJobChange(job, ['status'], status, null);
    if (!Array.isArray(change)) continue;
    status = change[0];
    if (status[0] === 'success') return;
    if (['error', 'canceled'].includes(status[0])) throw new Error(`job ${job}: ${status[0]}`);
  }
}

export async function* measure() {
  const base = mkdtempSync(join(tmpdir(), 'gnt-bench-'));
  const dir = join(base, 'vc');
  try {
    execFileSync(process.execPath, ['bin/vcluster-setup', dir, '-c', '1', '--init'], { stdio: 'ignore' });
    const cmd = join(dir, 'node1/cmd');
    const node = process.execPath;
    const [bare, help, list] = timeCommands(
      [
        [node, '-e', '0'],
        [cmd, 'gnt-instance', '--help'],
        [cmd, 'gnt-instance', 'list'],
      ],
      15,
    );
    yield { what: 'node -e 0 (p50)', value: ms(bare.p50) };
    yield { what: 'gnt-instance --help', value: `${ms(help.p50)}, ${(help.p50 / bare.p50).toFixed(2)} x node -e 0` };
    yield { what: 'gnt-instance list', value: `${ms(list.p50)}, ${(list.p50 / bare.p50).toFixed(2)} x node -e 0` };

    const client = await LuxiClient.connect(join(dir, 'node1/var/run/ganeti/socket/ganeti-query'));
    try {
      const alone = await timeCalls(100, async () => end(client, await client.submitJob([noop])));
      yield {
        what: 'one no-op job alone, submit to success (p50, p99 of 100)',
        value: `${ms(alone.p50)}, ${ms(alone.p99)}`,
      };
      const count = 500;
      const started = performance.now();
      const jobs = await client.submitManyJobs(Array.from({ length: count }, () => [noop]));
      for (const [ok, id] of jobs) {
        if (!ok) throw new Error(String(id));
        await end(client, id);
      }
      const seconds = (performance.now() - started) / 1000;
      yield { what: `${count} no-op jobs, one candidate`, value: `${(count / seconds).toFixed(0)} jobs a second` };
    } finally {
      client.close();
    }
  } finally {
    execFileSync(process.execPath, ['bin/vcluster-setup', '--destroy', dir], { stdio: 'ignore' });
    rmSync(base, { recursive: true, force: true });
  }
}
