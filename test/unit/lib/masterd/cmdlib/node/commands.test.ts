import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { payloadFault } from '../../../../../../lib/masterd/cmdlib/node/oob-command.js';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const withHelpers = () =>
  labConfig([], (c) => {
    for (const uuid of ['node1', 'node2']) c.nodes[uuid]!.ndparams = { oob_program: '/usr/lib/oob' };
    Object.assign(c.nodes['node2']!, { offline: true, master_candidate: false, powered: false });
  });

describe('LURestrictedCommand', () => {
  const op = { OP_ID: 'OP_RESTRICTED_COMMAND', nodes: ['node2', 'node3'], command: 'uptime' } as const;
  const given = { ...op, nodes: [...op.nodes] };

  it('tells success and output of each node in the order asked for', async () => {
    const lab = await Lab.open();
    lab.rpc.answer('restricted_command', (node) => `${node} is up`);
    lab.rpc.fail('restricted_command', 'no such command', 'node3');
    assert.deepEqual(await lab.run(given), [
      [true, 'node2 is up'],
      [false, "Command 'uptime' on node 'node3.example.com' failed: no such command"],
    ]);
  });

  it('refuses an unknown node', async () => {
    const lab = await Lab.open();
    await assert.rejects(lab.run({ ...given, nodes: ['nosuch'] }), /Node 'nosuch' not known/);
  });
});

describe('LUOobCommand', () => {
  const oob = { OP_ID: 'OP_OOB_COMMAND', node_names: [] as string[] } as const;

  it('switches nodes on one after the other and remembers it', async () => {
    const lab = await Lab.open(withHelpers());
    const rows = await lab.run({ ...oob, command: 'power-on', power_delay: 3 });
    assert.deepEqual(rows, [
      [
        [0, 'node1.example.com'],
        [0, null],
      ],
      [
        [0, 'node2.example.com'],
        [0, null],
      ],
      [
        [0, 'node3.example.com'],
        [3, null],
      ],
    ]);
    assert.equal(lab.cfg.nodes['node2']?.powered, true);
    assert.deepEqual(lab.clock.slept, [3000, 3000]);
    assert.deepEqual(lab.rpc.trace, ['run_oob@node1', 'run_oob@node1']);
  });

  it('spares the master when all are to be switched off, and says what to do about it', async () => {
    const lab = await Lab.open(withHelpers());
    await lab.run({ ...oob, command: 'power-off', ignore_status: true });
    assert.deepEqual(
      lab.rpc.argsOf('run_oob').map((a) => [a.command, a.remote_node]),
      [['power-off', 'node2.example.com']],
    );
    await assert.rejects(
      lab.run({ ...oob, node_names: ['node1'], command: 'power-cycle' }),
      /not allowed for power-cycle; run '\/usr\/lib\/oob power-cycle node1.example.com'/,
    );
  });

  it('does not switch off a node that is in use', async () => {
    const lab = await Lab.open(withHelpers());
    await assert.rejects(
      lab.run({ ...oob, node_names: ['node3'], command: 'power-off' }),
      /Cannot power off node node3.example.com because it is not marked offline/,
    );
    assert.deepEqual(lab.rpc.trace, []);
  });

  it('warns of bad health, of helpers that fail and of answers that make no sense', async () => {
    const lab = await Lab.open(withHelpers());
    const health = { ...oob, node_names: ['node2'], command: 'health' as const };
    lab.rpc.answer('run_oob', [
      ['disk0', 'OK'],
      ['fan1', 'CRITICAL'],
    ]);
    await lab.run(health);
    assert.deepEqual(lab.lines, [" - WARNING: Item 'fan1' on node 'node2.example.com' has status 'CRITICAL'"]);
    lab.rpc.answer('run_oob', 'fine');
    assert.deepEqual(await lab.run(health), [
      [
        [0, 'node2.example.com'],
        [2, null],
      ],
    ]);
    lab.rpc.fail('run_oob', 'no such file');
    await lab.run(health);
    assert.match(lab.lines.at(-1) ?? '', /Out-of-band RPC failed on node 'node2.example.com': no such file/);
  });

  const payloads: readonly (readonly [string, unknown, boolean])[] = [
    ['power-on', null, true],
    ['power-on', 'done', false],
    ['power-status', { powered: true }, true],
    ['power-status', [], false],
    ['health', [['a', 'UNKNOWN']], true],
    ['health', [['a', 'odd']], false],
    ['health', ['a'], false],
  ];
  for (const [command, payload, good] of payloads) {
    it(`${good ? 'accepts' : 'refuses'} ${JSON.stringify(payload)} as the answer to ${command}`, () => {
      assert.equal(payloadFault(command, payload) === undefined, good);
    });
  }
});
