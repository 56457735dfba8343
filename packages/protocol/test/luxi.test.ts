import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  decodeLuxiRequest,
  decodeLuxiResponse,
  encodeFrame,
  encodeLuxiError,
  encodeLuxiRefusal,
  encodeLuxiRequest,
  encodeLuxiResult,
  FrameDecoder,
  GanetiError,
  OpPrereqError,
} from '@gnt/protocol';

const refused = (says: RegExp) => (e: unknown) =>
  e instanceof GanetiError && e.name === 'ParseError' && says.test(e.message);

describe('FrameDecoder', () => {
  it('gives each message once its end mark is there, however the bytes are cut', () => {
    const bytes = Buffer.concat([encodeFrame('{"a":"ü€"}'), encodeFrame(''), encodeFrame('second')]);
    for (let size = 1; size <= bytes.length; size += 1) {
      const decoder = new FrameDecoder();
      const messages: string[] = [];
      for (let at = 0; at < bytes.length; at += size) messages.push(...decoder.push(bytes.subarray(at, at + size)));
      assert.deepEqual(messages, ['{"a":"ü€"}', '', 'second'], `cut every ${String(size)} bytes`);
      assert.equal(decoder.pendingBytes, 0);
    }
  });

  it('keeps an unfinished message and says so', () => {
    const decoder = new FrameDecoder();
    assert.deepEqual(decoder.push(Buffer.from('{"meth')), []);
    assert.equal(decoder.pendingBytes, 6);
  });

  it('does not depend on the chunk after push has returned', () => {
    const decoder = new FrameDecoder();
    const chunk = Buffer.from('abc');
    decoder.push(chunk);
    chunk.fill(0);
    assert.deepEqual(decoder.push(encodeFrame('d')), ['abcd']);
  });

  it('refuses a message over the limit, in one piece or in many', () => {
    const tooLarge = (e: unknown) =>
      e instanceof GanetiError && e.name === 'ProtocolError' && /10 bytes/.test(e.message);
    assert.throws(() => new FrameDecoder(10).push(encodeFrame('x'.repeat(11))), tooLarge);
    const decoder = new FrameDecoder(10);
    decoder.push(Buffer.from('x'.repeat(10)));
    assert.throws(() => decoder.push(Buffer.from('x')), tooLarge);
    assert.deepEqual(new FrameDecoder(10).push(encodeFrame('x'.repeat(10))), ['x'.repeat(10)]);
  });
});

describe('LUXI requests', () => {
  it('come back with their arguments by name', () => {
    const text = encodeLuxiRequest('QueryNodes', { names: ['a'], fields: ['name'], lock: false }, 3010000);
    assert.deepEqual(JSON.parse(text), { method: 'QueryNodes', args: [['a'], ['name'], false], version: 3010000 });
    assert.deepEqual(decodeLuxiRequest(text), {
      method: 'QueryNodes',
      args: { names: ['a'], fields: ['name'], lock: false },
    });
  });

  it('may end in a newline and carry a foreign version', () => {
    const { method } = decodeLuxiRequest('{"method": "QueryClusterInfo", "args": [], "version": 1}\n');
    assert.equal(method, 'QueryClusterInfo');
  });

  it('may leave out what the original lets them leave out', () => {
    assert.deepEqual(decodeLuxiRequest('{"method":"CancelJob","args":[7]}').args, { job: 7, kill: null });
    assert.deepEqual(decodeLuxiRequest('{"method":"SetWatcherPause","args":[]}').args, { duration: null });
    assert.deepEqual(decodeLuxiRequest('{"method":"QueryClusterInfo","args":[1]}').args, {});
    assert.deepEqual(decodeLuxiRequest('{"method":"QueryClusterInfo","args":{}}').args, {});
  });

  it('are refused when they are not what they should be', () => {
    assert.throws(() => decodeLuxiRequest('garbage'), refused(/must begin with a JSON object/));
    assert.throws(() => decodeLuxiRequest(''), refused(/must begin/));
    assert.throws(() => decodeLuxiRequest(' {"method":"QueryClusterInfo","args":[]}'), refused(/must begin/));
    assert.throws(() => decodeLuxiRequest('{"method":'), refused(/not valid JSON/));
    assert.throws(() => decodeLuxiRequest('[1, 2]'), refused(/must be a JSON object/));
    assert.throws(() => decodeLuxiRequest('{"args":[]}'), refused(/key 'method' not found.*\["args"\]/));
    assert.throws(() => decodeLuxiRequest('{"method":"QueryClusterInfo"}'), refused(/key 'args' not found/));
    assert.throws(() => decodeLuxiRequest('{"method":"NoSuch","args":[]}'), refused(/unknown LUXI method "NoSuch"/));
    assert.throws(() => decodeLuxiRequest('{"method":"toString","args":[]}'), refused(/unknown LUXI method/));
    assert.throws(() => decodeLuxiRequest('{"method":5,"args":[]}'), refused(/unknown LUXI method 5/));
    assert.throws(() => decodeLuxiRequest('{"method":"QueryTags","args":{}}'), refused(/args must be a list/));
    assert.throws(
      () => decodeLuxiRequest('{"method":"QueryTags","args":["node"]}'),
      refused(/1 arguments given, expected 2 \(kind, name\)/),
    );
    assert.throws(() => decodeLuxiRequest('{"method":"CancelJob","args":[1,true,2]}'), refused(/3 arguments given/));
  });
});

describe('LUXI responses', () => {
  it('carry a result', () => {
    assert.equal(encodeLuxiResult(null), '{"success":true,"result":null}');
    assert.deepEqual(decodeLuxiResponse(encodeLuxiResult([1, 'x'])), [1, 'x']);
  });

  it('carry an error of the table, or a refusal as plain text', () => {
    const text = encodeLuxiError(new OpPrereqError('no', 'wrong_input'));
    assert.equal(text, '{"success":false,"result":["OpPrereqError",["no","wrong_input"]]}');
    assert.throws(
      () => decodeLuxiResponse(text),
      (e: unknown) => e instanceof OpPrereqError && e.ecode === 'wrong_input',
    );
    assert.throws(() => decodeLuxiResponse(encodeLuxiRefusal('Failed to parse request: x')), {
      name: 'RequestError',
      message: /Failed to parse/,
    });
  });

  it('are refused when they are no responses', () => {
    assert.throws(() => decodeLuxiResponse('<html>'), { name: 'ProtocolError' });
    assert.throws(() => decodeLuxiResponse('{"result":1}'), { name: 'ProtocolError' });
    assert.throws(() => decodeLuxiResponse('null'), { name: 'ProtocolError' });
  });
});
