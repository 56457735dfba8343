// The virtual cluster of the crash test: kills, restarts, losses of machines.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** So long daemons may take to start, or candidates to follow, in milliseconds. */
const PATIENCE_MS = 60_000;

export class CrashCluster {
  /** The present master. */
  master = 'node1';

  constructor(dir, nodes) {
    this.dir = dir;
    this.names = Array.from({ length: nodes }, (_, i) => `node${i + 1}`);
  }

  at(node, path) {
    return join(this.dir, node, path);
  }

  get socket() {
    return this.at(this.master, 'var/run/ganeti/socket/ganeti-query');
  }

  make() {
    execFileSync(process.execPath, ['bin/vcluster-setup', this.dir, '-c', String(this.names.length), '--init'], {
      stdio: 'ignore',
    });
  }

  destroy() {
    execFileSync(process.execPath, ['bin/vcluster-setup', '--destroy', this.dir], { stdio: 'ignore' });
  }

  /** Kills daemons: the master's, a candidate's node daemon, or both at once; starts them again. */
  async kill(kind, fraction) {
    const others = this.names.filter((name) => name !== this.master);
    const other = others[Math.floor(fraction * others.length)];
    const victims = [
      ...(kind !== 'noded' ? [[this.master, 'ganeti-masterd']] : []),
      ...(kind !== 'master' ? [[other, 'ganeti-noded']] : []),
    ];
    for (const [node, daemon] of victims) process.kill(this.#pid(node, daemon), 'SIGKILL');
    await Promise.all(victims.map(([node, daemon]) => this.#command(node, daemon)));
  }

  /** The whole master machine loses power; another one becomes master; the old one comes back as a candidate. */
  async loseMaster(fraction) {
    const lost = this.master;
    const others = this.names.filter((name) => name !== lost);
    const next = others[Math.floor(fraction * others.length)];
    await run(this.at(lost, 'crash'));
    await this.#command(next, 'gnt-cluster', 'master-failover');
    this.master = next;
    await run(this.at(lost, 'boot'));
  }

  /** Waits until every candidate has everything. */
  async settle() {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const report = await this.#command(this.master, 'gnt-debug', 'journal').catch((e) => String(e));
      const rows = report.split('\n').filter((line) => / (master|candidate) /.test(line));
      if (rows.length === this.names.length && rows.every((line) => line.trimEnd().endsWith('current'))) break;
      if (Date.now() > deadline) throw new Error(`the candidates do not catch up:\n${report}`);
      await sleep(200);
    }
    // Their files are at most a second behind.
    await sleep(1500);
  }

  #pid(node, daemon) {
    const path = this.at(node, `var/run/ganeti/${daemon}.pid`);
    if (!existsSync(path)) throw new Error(`${daemon} does not run on ${node}`);
    return Number(readFileSync(path, 'utf8'));
  }

  async #command(node, ...argv) {
    const { stdout } = await run(this.at(node, 'cmd'), argv, { timeout: PATIENCE_MS });
    return stdout;
  }
}
