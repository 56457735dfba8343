import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultsOf } from '@gnt/ht/validate';
import {
  compress,
  decompress,
  isRpcReply,
  RPC_CALLS,
  rpcArgNames,
  rpcArgsOfBody,
  rpcDefinition,
  rpcRequestBody,
  rpcSeconds,
  type RpcCall,
} from '@gnt/protocol';

describe('node calls', () => {
  it('put their arguments on the wire in order and read them back', () => {
    const args = { hname: 'kvm', hvparams: { acpi: true }, instance: 'web1' };
    const body = rpcRequestBody('instance_info', args);
    assert.deepEqual(body, ['web1', 'kvm', { acpi: true }]);
    assert.deepEqual(rpcArgsOfBody('instance_info', body), args);
  });

  it('read back what they wrote, whatever the call', () => {
    for (const call of Object.keys(RPC_CALLS) as RpcCall[]) {
      const args = Object.fromEntries(rpcArgNames(call).map((name) => [name, `value of ${name}`]));
      assert.deepEqual(rpcArgsOfBody(call, rpcRequestBody(call, args as never)), args, call);
    }
  });

  it('refuse too few and too many arguments by name', () => {
    const why = (says: RegExp) => ({ name: 'ParseError', message: says });
    assert.throws(
      () => rpcArgsOfBody('instance_info', ['web1', 'kvm']),
      why(/instance_info: 2 arguments given, expected 3 \(instance, hname, hvparams\)/),
    );
    assert.throws(() => rpcArgsOfBody('version', [1]), why(/expected none/));
    assert.throws(() => rpcArgsOfBody('instance_info', { instance: 'web1' }), why(/must be a list/));
    assert.throws(() => rpcArgsOfBody('vg_list', null), why(/must be a list/));
  });

  it('accept the empty object that the original sends where there are no arguments', () => {
    assert.deepEqual(rpcArgsOfBody('export_list', {}), {});
  });

  it('send the console request as the bare object', () => {
    const request = { web1: { instance: {}, node: {}, group: {}, hvParams: {}, beParams: {} } };
    assert.equal(rpcRequestBody('instance_console_info', { instances: request }), request);
    assert.deepEqual(rpcArgsOfBody('instance_console_info', request), { instances: request });
  });

  it('wait as long as their class, or their arguments, say', () => {
    assert.equal(rpcSeconds('version', {}), 60);
    assert.equal(rpcSeconds('instance_migrate', {} as never), 3600);
    assert.equal(rpcSeconds('test_delay', { duration: 7.9 }), 12);
  });

  it('let keys pass in configuration objects that they do not know, and check those they do', () => {
    const type = rpcDefinition('blockdev_find').args['disk'];
    assert.ok(type);
    assert.deepEqual(faultsOf(type, { dev_type: 'file', logical_id: ['loop', '/x'], from_the_future: 1 }), []);
    assert.deepEqual(
      faultsOf(type, { dev_type: 'file', size: 'huge' }).map((f) => f.path),
      ['/size'],
    );
  });

  it('know a reply when they see one', () => {
    assert.ok(isRpcReply([true, null]));
    assert.ok(!isRpcReply([1, null]) && !isRpcReply([true]) && !isRpcReply({}));
  });
});

describe('compressed content', () => {
  it('is plain below 512 bytes', () => {
    assert.deepEqual(compress('x'.repeat(511)), [0, 'x'.repeat(511)]);
    // Bytes count, not characters.
    assert.equal(compress('ü'.repeat(256))[0], 1);
  });

  it('comes back as it was', () => {
    const text = 'zeile mit ümlaut\n'.repeat(1000);
    const packed = compress(text);
    assert.equal(packed[0], 1);
    assert.ok(packed[1].length < 1000);
    assert.equal(decompress(packed, 1_000_000), text);
  });

  it('reads what the original packs', () => {
    assert.equal(decompress([1, 'eF7LSM3JyVcoSS0uAQAVjgP1'], 100), 'hello test');
  });

  it('is refused when damaged or too large when unpacked', () => {
    assert.throws(() => decompress([1, 'bm90IHpsaWI='], 100), { name: 'ParseError' });
    assert.throws(() => decompress(compress('x'.repeat(5000)), 4999), { name: 'ParseError', message: /4999 bytes/ });
  });
});
