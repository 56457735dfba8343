import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { isRpcCall } from '@gnt/protocol';
import { createDispatch } from '../../../../lib/noded/dispatch.js';
import { handlers } from '../../../../lib/noded/handlers/index.js';
import { noRecordings } from '../../../support/replay/recordings.js';
import { TestCertificates } from '../../../support/test-certificates.js';
import { comparable, recordedCalls, type RecordedCall } from './replay-support.js';
import { recordedNode } from './replay-node.js';

const VIRTUAL = '/###-VIRTUAL-PATH-###,';
/** Calls whose paths carry the mark of a virtual cluster. */
const MARKED = ['upload_file', 'upload_file_single', 'jobqueue_update', 'jobqueue_rename', 'node_verify'];

const KVM = 'is about a running QEMU; the integration tests drive one';
/** Recordings (`call#number`) whose answer differs from ours for a good reason. One that has become equal must leave this list. */
const EXPLAINED: Readonly<Record<string, string>> = {
  'accept_instance#1': KVM,
  'bridges_exist#1': 'asks for a bridge of the recorded machine',
  'hotplug_device#1': KVM,
  'hotplug_device#2': KVM,
  'hotplug_supported#4': KVM,
  'hypervisor_validate_params#4': 'names a file of the recorded machine',
  'instance_finalize_migration_dst#1': KVM,
  'instance_finalize_migration_dst#2': KVM,
  'instance_get_migration_status#2': KVM,
  'instance_info#4': KVM,
  'instance_migratable#3': KVM,
  'instance_migrate#2': KVM,
  'instance_start#3': KVM,
  'migration_info#2': KVM,
  'resize_disk#3': KVM,
};

describe('calls recorded from the original node daemon', { skip: noRecordings, timeout: 120_000 }, () => {
  const certificates = noRecordings ? undefined : new TestCertificates();

  async function answerOf(recorded: RecordedCall): Promise<readonly [boolean, unknown]> {
    assert.ok(certificates);
    const node = await recordedNode(recorded, certificates);
    try {
      const body = MARKED.includes(recorded.call)
        ? recorded.sent.replaceAll('"/var/lib/', `"${VIRTUAL}/var/lib/`)
        : recorded.sent;
      const reply = await createDispatch(handlers, node.ctx)(recorded.call, body);
      assert.ok(reply);
      return JSON.parse(JSON.stringify(reply).replaceAll(VIRTUAL, '')) as [boolean, unknown];
    } finally {
      await node.remove();
    }
  }

  it('get an answer of the same form', async (t) => {
    const problems: string[] = [];
    const notYet = new Set<string>();
    const count = { equal: 0, explained: 0, cut: 0, notYet: 0 };
    for (const recorded of recordedCalls()) {
      const name = `${recorded.call}#${String(recorded.number)}`;
      if (recorded.cut) {
        count.cut += 1;
        continue;
      }
      if (!isRpcCall(recorded.call) || !handlers[recorded.call]) {
        count.notYet += 1;
        notYet.add(recorded.call);
        continue;
      }
      const ours = await answerOf(recorded);
      const equal = isDeepStrictEqual(comparable(ours), comparable(JSON.parse(recorded.answer) as [boolean, unknown]));
      const reason = EXPLAINED[name];
      if (equal && reason === undefined) count.equal += 1;
      else if (!equal && reason !== undefined) count.explained += 1;
      else
        problems.push(
          `${name} ${equal ? 'is explained but equal' : ''}\n  ours:     ${JSON.stringify(ours).slice(0, 400)}\n  recorded: ${recorded.answer.slice(0, 400)}`,
        );
    }
    for (const [name, reason] of Object.entries(EXPLAINED)) t.diagnostic(`explained: ${name}: ${reason}`);
    t.diagnostic(
      `noded-rpc: ${String(count.equal)} equal, ${String(count.explained)} explained, ${String(count.notYet)} not yet (${[...notYet].join(', ')}), ${String(count.cut)} cut recordings left out`,
    );
    assert.deepEqual(problems, []);
    assert.ok(count.equal > 100);
  });
});
