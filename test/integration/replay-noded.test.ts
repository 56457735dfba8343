import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { firstDifference } from '../support/replay/compare.js';
import { nodeRecordings, type NodeExchange } from '../support/replay/noded-recordings.js';
import { prepareNode, virtualBody } from '../support/replay/node-state.js';
import { startRecordedNode } from '../support/replay/recorded-node.js';
import { noRecordings } from '../support/replay/recordings.js';

/** Calls whose answer speaks of the machine: only its form can be compared. */
const OF_THE_MACHINE = new Set(['node_info', 'storage_list', 'node_verify', 'node_crypto_tokens']);

const GUEST = 'there it met a guest in QEMU; guest-life.test.ts does these with a real one';
const QEMU = 'there it asked a QEMU that has these devices; guest-life.test.ts does it with a real one';

/** Answers that are not to be had from this node, with the reason. Which of them differ depends on the machine. */
const EXPLAINED: Readonly<Record<string, string>> = {
  'accept_instance#1': QEMU,
  'bridges_exist#1': 'the machine has no bridge br0',
  'hotplug_device#1': GUEST,
  'hotplug_device#2': GUEST,
  'hotplug_supported#4': GUEST,
  'hypervisor_validate_params#2': 'the machine has no QEMU',
  'hypervisor_validate_params#3': 'the machine has no QEMU',
  'hypervisor_validate_params#4': 'the machine has no /tmp/cd.iso',
  'instance_finalize_migration_dst#1': GUEST,
  'instance_finalize_migration_dst#2': GUEST,
  'instance_get_migration_status#2': GUEST,
  'instance_info#4': GUEST,
  'instance_migratable#3': GUEST,
  'instance_migrate#2': GUEST,
  'instance_start#3': QEMU,
  'migration_info#2': GUEST,
  'node_info#3': 'the machine has no QEMU',
  'resize_disk#3': GUEST,
};

/** A value with its kind in place of each number, text and truth value. */
function form(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(form);
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, form(v)]));
}

/** Where this checkout keeps what a package installs. */
const TOOLS = join(process.cwd(), 'bin');

/** Our answer as it travels, without the directory that the node lives in, and with programs where a package has them. */
function unrooted(answer: readonly [boolean, unknown], root: string): readonly [boolean, unknown] {
  return JSON.parse(JSON.stringify(answer).replaceAll(root, '').replaceAll(TOOLS, '/usr/lib/ganeti/tools')) as [
    boolean,
    unknown,
  ];
}

/** Masters read answers by key. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([k, v]): [string, unknown] => [k, sorted(v)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function comparable(call: string, [ok, payload]: readonly [boolean, unknown]): unknown {
  // The message of a failure is prose.
  if (!ok) return [false, typeof payload === 'string' ? 'MESSAGE' : payload];
  return [true, sorted(OF_THE_MACHINE.has(call) ? form(payload) : payload)];
}

interface Outcome {
  readonly name: string;
  readonly kind: 'equal' | 'differs' | 'no handler';
  readonly difference: string;
}

async function replay(exchange: NodeExchange): Promise<Outcome> {
  const { name, call, answer } = exchange;
  const node = await startRecordedNode();
  try {
    await prepareNode(node, exchange);
    const ours = await node.call(call, virtualBody(exchange));
    if (ours === undefined) return { name, kind: 'no handler', difference: '' };
    const [want, have] = [comparable(call, answer), comparable(call, unrooted(ours, node.paths.root))];
    const difference = firstDifference(want, have);
    const said = ours[0] === answer[0] ? '' : ` (${JSON.stringify(ours[1])})`;
    return difference === null
      ? { name, kind: 'equal', difference: '' }
      : { name, kind: 'differs', difference: difference + said };
  } finally {
    await node.remove();
  }
}

describe('node calls recorded from the original', { skip: noRecordings, timeout: 120_000 }, () => {
  const outcomes: Outcome[] = [];
  let cut = 0;

  before(async () => {
    const recorded = nodeRecordings();
    cut = recorded.cut;
    for (const exchange of recorded.exchanges) outcomes.push(await replay(exchange));
  });

  it('are answered as there, or the difference is explained', (t) => {
    const of = (kind: Outcome['kind']): Outcome[] => outcomes.filter((o) => o.kind === kind);
    const explained = of('differs').filter((o) => o.name in EXPLAINED);
    const notYet = of('no handler');
    t.diagnostic(
      `replay noded: ${of('equal').length} equal, ${explained.length} explained, ${notYet.length} not yet, ${cut} cut short in the recording`,
    );
    for (const o of explained) t.diagnostic(`  ${o.name}: ${EXPLAINED[o.name]!} (${o.difference})`);
    for (const o of notYet) t.diagnostic(`  ${o.name}: no handler yet`);
    const surprises = of('differs').filter((o) => !explained.includes(o));
    assert.deepEqual(
      surprises.map((o) => `${o.name}: ${o.difference}`),
      [],
    );
    assert.ok(of('equal').length > 100, 'most calls are answered as there');
  });
});
