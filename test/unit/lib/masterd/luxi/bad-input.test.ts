import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { opcodes } from '@gnt/opcodes';
import type { AnyType } from '@gnt/ht';
import { LUXI_METHODS, luxiDefinition, type LuxiDefinition, type LuxiMethod } from '@gnt/protocol';
import { converse, startLuxi, type Conversation, type LuxiBench } from '../../../../support/luxi-server.js';

const MAX_BYTES = 200_000;
const EOM = '\u0003';
const delay = { OP_ID: 'OP_TEST_DELAY', duration: 0, reason: [] };

const methods: Readonly<Record<string, LuxiDefinition>> = Object.fromEntries(
  (Object.keys(LUXI_METHODS) as LuxiMethod[]).map((name) => [name, luxiDefinition(name)]),
);
/** A value of each kind that no argument mistakes for another. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  boolean: true,
  integer: 1,
  number: 0.5,
  string: 'x',
  array: [[[[]]]],
  object: { x: {} },
};
/** The plainest value of each kind. */
const RIGHT: Readonly<Record<string, unknown>> = {
  boolean: true,
  integer: 1,
  number: 0.5,
  string: 'x',
  array: [],
  object: {},
};

let bench: LuxiBench;

function request(method: string, args: unknown): string {
  return JSON.stringify({ method, args }) + EOM;
}

/** A request that this bench answers with success whatever went before it. */
const harmless = request('CancelJob', [999_999, false]);

async function refusal(bytes: string | Buffer): Promise<string> {
  const { answers, closed }: Conversation = await converse(bench.socket, bytes);
  assert.ok(closed, 'the server closes the connection');
  assert.equal(answers.length, 1);
  const { success, result } = answers[0]!;
  assert.equal(success, false);
  assert.ok(typeof result === 'string', JSON.stringify(result));
  assert.match(result, /^Failed to parse request: /);
  return result;
}

before(async () => {
  const executor = {
    execute: () => Promise.reject(new Error('no job of this test may run')),
    reprioritise: () => undefined,
  };
  bench = await startLuxi(executor, MAX_BYTES);
});

after(async () => {
  await bench.close();
});

describe('LUXI server, given bytes that are no request', { timeout: 20_000 }, () => {
  const GARBAGE = {
    'nothing at all': '',
    words: 'garbage',
    'half an object': '{"method": "CancelJob", "args"',
    'a list': '[1, 2]',
    'a number': '12',
    null: 'null',
    'white space before the object': ` ${harmless.slice(0, -1)}`,
    'bytes that are not UTF-8': Buffer.from([0xff, 0xfe, 0x00, 0x80]),
    'deep nesting': '['.repeat(90_000) + ']'.repeat(90_000),
  };
  for (const [what, bytes] of Object.entries(GARBAGE)) {
    it(`refuses ${what} and closes the connection`, async () => {
      await refusal(Buffer.concat([Buffer.from(bytes), Buffer.from(EOM)]));
    });
  }

  it('answers nothing more after a refusal', async () => {
    const { answers, closed } = await converse(bench.socket, `garbage${EOM}${harmless}`);
    assert.ok(closed);
    assert.equal(answers.length, 1);
  });

  it('refuses a frame that is too large, whether it ends or not', async () => {
    const big = 'x'.repeat(MAX_BYTES + 1);
    for (const bytes of [big, `{"method": "${big}"}${EOM}`]) {
      assert.match(await refusal(bytes), new RegExp(`larger than ${MAX_BYTES} bytes`));
    }
  });

  it('lets go of a client that leaves in the middle of a frame', async () => {
    const { answers, closed } = await converse(bench.socket, '{"method": "Canc', { end: true });
    assert.ok(closed);
    assert.equal(answers.length, 0);
  });

  it('goes on serving others', async () => {
    const { answers } = await converse(bench.socket, harmless + harmless, { answers: 2 });
    assert.deepEqual(
      answers.map((a) => a.success),
      [true, true],
    );
  });
});

describe('LUXI server, given a request that is wrong', { timeout: 60_000 }, () => {
  it('takes a newline after the object, and keys that it does not know', async () => {
    const { answers } = await converse(
      bench.socket,
      `{"x": 1, "args": [999999, false], "version": 3000000, "method": "CancelJob"}\n${EOM}`,
      { answers: 1 },
    );
    assert.equal(answers[0]?.success, true);
  });

  it('names the key that is missing', async () => {
    assert.match(await refusal(`{"args": []}${EOM}`), /'method'/);
    assert.match(await refusal(`{"method": "QueryTags"}${EOM}`), /'args'/);
  });

  it('names the method that does not exist', async () => {
    for (const method of ['NoSuchMethod', 'toString', '__proto__', 7, null]) {
      const text = JSON.stringify({ method, args: [] }) + EOM;
      assert.ok((await refusal(text)).includes(JSON.stringify(method)), String(method));
    }
  });

  it('names each method that gets too few or too many arguments', async () => {
    for (const [method, { args, minArgs, anyArgs }] of Object.entries(methods)) {
      if (anyArgs) continue;
      const count = Object.keys(args).length;
      const wrong = [
        Array<null>(count + 1).fill(null),
        ...((minArgs ?? count) > 0 ? [Array<null>((minArgs ?? count) - 1).fill(null)] : []),
      ];
      for (const given of wrong) assert.ok((await refusal(request(method, given))).includes(method), method);
      assert.ok((await refusal(request(method, {}))).includes(method), method);
    }
  });

  it('names each argument of a wrong kind', async () => {
    const wrong = (type: AnyType): unknown => {
      const kinds: readonly string[] = type.kinds.includes('number') ? [...type.kinds, 'integer'] : type.kinds;
      return Object.entries(SAMPLES).find(([kind]) => !kinds.includes(kind))?.[1];
    };
    const right = (type: AnyType): unknown => {
      if (type.values) return type.values[0];
      return RIGHT[type.kinds.find((kind) => kind in RIGHT) ?? 'null'];
    };
    let tried = 0;
    for (const [method, { args }] of Object.entries(methods)) {
      const rows = Object.entries(args);
      for (const [index, [name, type]] of rows.entries()) {
        if (type.kinds.includes('any')) continue;
        const given = rows.map(([, t], i) => (i === index ? wrong(t) : right(t)));
        const message = await refusal(request(method, given));
        assert.ok(message.includes(method) && message.includes(`'${name}'`), message);
        tried += 1;
      }
    }
    assert.ok(tried > 30, `${tried} tried`);
  });
});

describe('LUXI server, given jobs that are wrong', { timeout: 60_000 }, () => {
  it('names opcode and parameter, and queues nothing', async () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ ...delay, nosuch: 1 }, /OP_TEST_DELAY: unknown parameter 'nosuch'; allowed are \["OP_ID",/],
      [{ ...delay, duration: 'x' }, /OP_TEST_DELAY: parameter 'duration' must be number/],
      [{ OP_ID: 'OP_TEST_DELAY', duration: 0 }, /OP_TEST_DELAY: parameter 'reason' is missing/],
      [{ OP_ID: 'OP_NOSUCH', reason: [] }, /OP_NOSUCH/],
      [{ reason: [] }, /OP_ID/],
      [
        JSON.parse('{"OP_ID": "OP_TEST_DELAY", "duration": 0, "reason": [], "__proto__": {"x": 1}}') as object,
        /__proto__/,
      ],
    ];
    for (const method of ['SubmitJob', 'SubmitJobToDrainedQueue']) {
      for (const [op, expected] of wrong) {
        const message = await refusal(request(method, [[op]]));
        assert.match(message, expected);
        assert.ok(message.includes(method), message);
      }
    }
    assert.deepEqual(bench.queue.list(), []);
  });

  it('refuses all of SubmitManyJobs for one bad opcode', async () => {
    const message = await refusal(request('SubmitManyJobs', [[[delay], [delay, { ...delay, nosuch: 1 }]]]));
    assert.match(message, /'nosuch'/);
    assert.deepEqual(bench.queue.list(), []);
    assert.equal(bench.queue.serial, 0);
  });

  it('refuses an unknown parameter of every opcode by name', async () => {
    for (const { id } of opcodes) {
      const message = await refusal(request('SubmitJob', [[{ OP_ID: id, reason: [], no_such_parameter: 1 }]]));
      assert.ok(message.includes(id) && message.includes("'no_such_parameter'"), message);
    }
    assert.deepEqual(bench.queue.list(), []);
  });
});
