import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Responder } from '../../../../lib/confd/responder.js';
import type { Snapshot } from '../../../../lib/confd/snapshot.js';
import { confdRecordings, recordedKey, snapshotOf, type ConfdRecording } from '../../../support/confd-lab.js';
import { StoppedClock } from '../../../support/config-data.js';
import { noRecordings } from '../../../support/replay/recordings.js';

/** The recordings were made in one second after this salt, but for those that lie about the time. */
const RECORDED_AT = 1_795_179_719;

/**
 * The recorded configuration is a little newer than the recorded answers: the cluster's serial number was 75, and
 * inst1 was as its own recording shows it.
 */
function asRecorded(recordings: readonly ConfdRecording[]): Promise<Snapshot> {
  const shown = recordings.find((r) => r.name === '08-NODE_INSTANCES-node-insts')?.reply_msg?.answer;
  assert.ok(Array.isArray(shown), 'the recording of NODE_INSTANCES is there');
  return snapshotOf((config) => {
    config['cluster']!['serial_no'] = 75 as never;
    for (const instance of (shown as { uuid: string }[][]).flat()) {
      assert.ok(config['instances']![instance.uuid], 'only known instances are replaced');
      config['instances']![instance.uuid] = instance;
    }
  });
}

describe('confd recordings of the original', { skip: noRecordings }, async () => {
  if (noRecordings !== false) return;
  const recordings = confdRecordings();
  const snapshot = await asRecorded(recordings);
  const responder = new Responder({ current: snapshot, key: recordedKey() }, new StoppedClock(RECORDED_AT * 1000));

  it('are all there', () => {
    assert.ok(recordings.length >= 47, `only ${String(recordings.length)}`);
    assert.ok(recordings.filter((r) => r.reply_hex === null).length >= 9);
  });

  for (const { name, request_hex, reply_hex, reply_text } of recordings) {
    it(`${name}: ${reply_hex === null ? 'no answer' : 'the same bytes'}`, () => {
      const reply = responder.respond(Buffer.from(request_hex, 'hex'));
      assert.equal(typeof reply === 'string' ? null : reply.toString(), reply_text);
      assert.equal(typeof reply === 'string' ? null : reply.toString('hex'), reply_hex);
    });
  }
});
