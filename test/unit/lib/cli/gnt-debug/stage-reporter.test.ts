import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Session } from '../../../../../lib/cli/framework/session.js';
import { StageReporter } from '../../../../../lib/cli/gnt-debug/test-jobqueue/reporter.js';
import { systemClock } from '../../../../../lib/common/clock.js';

const TIME = [1, 0] as const;
let directory: string;
let server: Server;
let met: number;
let gone: Promise<unknown>;
let status: string;
let printed: string[];
let reporter: StageReporter;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'stage-'));
  met = 0;
  printed = [];
  status = 'running';
  server = createServer((socket) => {
    met += 1;
    gone = new Promise((resolve) => socket.on('close', resolve).resume());
  });
  await new Promise<void>((resolve) => server.listen(join(directory, 'sock'), resolve));
  const io = { out: (line: string) => printed.push(line), err: () => undefined };
  const client = { queryJobs: () => Promise.resolve([[status]]) };
  reporter = new StageReporter({ io, clock: systemClock, client: () => Promise.resolve(client) } as unknown as Session);
});
afterEach(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

function stage(name: string, argument: number | null = null): Promise<void> {
  const message = [join(directory, 'sock'), name, argument];
  return reporter.log(5, { serial: 1, time: TIME, type: 'jqueue-test', message });
}
function line(message: string): Promise<void> {
  return reporter.log(5, { serial: 1, time: TIME, type: 'message', message });
}

describe('StageReporter', () => {
  it('meets the job at each stage, lets it go on, and collects its messages', async () => {
    await stage('exec');
    await stage('startmsg', 1);
    await line('TESTMSG=hello');
    await stage('logmsg', 1);
    await gone;
    assert.equal(met, 3);
    assert.deepEqual(reporter.messages, ['hello']);
    assert.deepEqual(printed, []);
    await line('other');
    assert.match(printed.join(), /other$/);
  });

  it('fails when the job is in another state than it says', async () => {
    await assert.rejects(stage('expandnames'), /The job is 'running' during expanding names; it should be 'waiting'/);
    status = 'waiting';
    await stage('expandnames');
    await assert.rejects(stage('exec'), /The job is 'waiting' during executing opcode/);
  });

  it('fails when messages are missing, come unannounced, or of another job', async () => {
    await assert.rejects(line('TESTMSG=early'), /came before the one that begins the test/);
    await stage('startmsg', 2);
    await assert.rejects(stage('logmsg', 1), /0 test messages came, there should be 1/);
    await assert.rejects(stage('nonsense'), /No stage of the test is called nonsense/);
    const other = { serial: 1, time: TIME, type: 'message', message: 'x' };
    await assert.rejects(reporter.log(6, other), /has followed another job before/);
  });
});
