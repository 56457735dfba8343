import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Programs } from '../../../../lib/common/programs.js';
import { updateMetadata } from '../../../../lib/noded/backend/instance/metadata.js';
import type { NodeContext } from '../../../../lib/noded/context.js';
import { GuardedRunner } from '../../../support/test-runner.js';
import { createTestNode, type TestNode } from '../../../support/test-node.js';

describe('metadata of an instance', () => {
  let node: TestNode;
  let server: Server | undefined;
  let run: GuardedRunner;
  beforeEach(async () => {
    run = new GuardedRunner(() => node.paths.root, [(program) => (program === process.execPath ? {} : undefined)]);
    node = await createTestNode({ run });
  });
  afterEach(async () => {
    server?.close();
    server = undefined;
    await node.remove();
  });

  /** A node on which the metadata daemon is installed. */
  async function withProgram(): Promise<NodeContext> {
    const directory = join(dirname(node.paths.root), 'daemons');
    await mkdir(directory);
    for (const name of ['ganeti-metad', 'daemon-util', 'ganeti-noded'])
      await writeFile(join(directory, name), '', { mode: 0o755 });
    const defaults = node.paths.local('/etc/default/ganeti');
    await mkdir(dirname(defaults), { recursive: true });
    await writeFile(defaults, "METAD_ARGS='-b 127.0.0.1'\n");
    return { ...node.ctx, programs: new Programs(join(directory, 'ganeti-noded')) };
  }

  /** A metadata daemon that gives the answer to each request; what it heard is returned. */
  async function listen(answer: string): Promise<string[]> {
    const heard: string[] = [];
    const path = node.paths.file('metadSocket');
    await mkdir(dirname(path), { recursive: true });
    server = createServer((socket) => {
      socket.on('data', (data) => {
        heard.push(data.toString());
        socket.write(`${answer}\u0003`);
      });
    });
    await new Promise<void>((resolve) => server?.listen(path, resolve));
    return heard;
  }

  it('goes to the daemon in its own framing, once that runs', async () => {
    const ctx = await withProgram();
    const heard = await listen('{"success":true,"result":null}');
    await updateMetadata(ctx, { name: 'inst1' });
    assert.deepEqual(heard, ['{"method":"updateConfig","args":[{"name":"inst1"}]}\u0003']);
    assert.deepEqual(
      run.commands.map((argv) => argv.slice(2)),
      [['check-and-start', 'ganeti-metad']],
    );
  });

  it('fails when the daemon refuses it', async () => {
    const ctx = await withProgram();
    await listen('{"success":false,"result":["GenericError",["no"]]}');
    await assert.rejects(
      updateMetadata(ctx, { name: 'inst1' }),
      /refused the instance's data: \["GenericError",\["no"\]\]/,
    );
  });

  it('goes nowhere on a virtual node that gives the daemon no address', async () => {
    const ctx = await withProgram();
    for (const defaults of ["METAD_ARGS='-d --no-user-checks'\n", '']) {
      await writeFile(node.paths.local('/etc/default/ganeti'), defaults);
      await updateMetadata(ctx, { name: 'inst1' });
    }
    assert.deepEqual(run.commands, []);
  });

  it('goes nowhere on a node without the daemon', async () => {
    const directory = join(dirname(node.paths.root), 'daemons');
    await mkdir(directory);
    await writeFile(join(directory, 'ganeti-noded'), '');
    await updateMetadata({ ...node.ctx, programs: new Programs(join(directory, 'ganeti-noded')) }, { name: 'inst1' });
    assert.deepEqual(run.commands, []);
  });
});
