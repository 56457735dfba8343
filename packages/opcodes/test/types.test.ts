import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  fillOpcode,
  type GivenOpcode,
  type Opcode,
  type OpcodeOf,
  type OpcodeResult,
  type OpId,
} from '../src/index.js';

type Equal<A, B> = [A, B] extends [B, A] ? true : false;
/** Does not compile unless the two types are the same. */
function same<A, B>(equal: Equal<A, B>): boolean {
  return equal;
}

describe('types derived from the opcode table', () => {
  it('require what has no default and leave the rest out', () => {
    const given: GivenOpcode<'OP_TEST_DELAY'> = { OP_ID: 'OP_TEST_DELAY', duration: 1 };
    assert.equal(fillOpcode(given).repeat, 0);
    // @ts-expect-error duration has no default
    const without: GivenOpcode<'OP_TEST_DELAY'> = { OP_ID: 'OP_TEST_DELAY' };
    assert.equal('duration' in without, false);
    // @ts-expect-error no opcode has such a parameter
    const unknown: GivenOpcode<'OP_TEST_DELAY'> = { OP_ID: 'OP_TEST_DELAY', duration: 1, nosuch: 1 };
    assert.equal('nosuch' in unknown, true);
  });

  it('give each parameter its exact type', () => {
    assert.ok(same<OpcodeOf<'OP_TEST_DELAY'>['duration'], number>(true));
    assert.ok(same<OpcodeOf<'OP_INSTANCE_REBOOT'>['reboot_type'], 'full' | 'hard' | 'soft'>(true));
    assert.ok(same<OpcodeOf<'OP_INSTANCE_STARTUP'>['instance_uuid'], string | null>(true));
    assert.ok(same<OpcodeOf<'OP_INSTANCE_STARTUP'>['dry_run'], boolean | null>(true));
    assert.ok(same<Pick<GivenOpcode<'OP_INSTANCE_STARTUP'>, 'force'>, { force?: boolean }>(true));
    assert.ok(same<OpcodeResult<'OP_CLUSTER_RENAME'>, string>(true));
  });

  it('tell opcodes apart by OP_ID', () => {
    const name = (op: Opcode): string => (op.OP_ID === 'OP_GROUP_ADD' ? op.group_name : op.OP_ID);
    assert.equal(name(fillOpcode({ OP_ID: 'OP_GROUP_ADD', group_name: 'g1' })), 'g1');
    // @ts-expect-error not an opcode
    const id: OpId = 'OP_NOSUCH';
    assert.equal(id, 'OP_NOSUCH');
  });
});
