import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { summaryOf } from '../src/index.js';
import { parseOpcode, validateOpcode } from '../src/validate.js';

const golden = process.env['GANETI_GOLDEN'] ?? fileURLToPath(new URL('../../../../../shared/golden', import.meta.url));
const skip = existsSync(golden) ? false : `no recordings of the original at ${golden}`;

interface Exchange {
  readonly file: string;
  readonly request: { readonly method: string; readonly args?: readonly unknown[] };
  readonly answer: { readonly success: boolean; readonly result: unknown } | undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Requests of a recording with what the original answered on the same connection. */
function exchangesOf(file: string): Exchange[] {
  const found: Exchange[] = [];
  const open = new Map<string, Exchange['request']>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, connection = '', direction, text = ''] = /^(?:(\d+) )?(>>|<<) (.*)$/.exec(line) ?? [];
    if (direction === '>>') {
      const request = parse(text) as Exchange['request'] | undefined;
      if (request) open.set(connection, request);
    }
    const request = open.get(connection);
    if (direction !== '<<' || !request) continue;
    found.push({ file, request, answer: parse(text) as Exchange['answer'] });
    open.delete(connection);
  }
  return found;
}

function recordings(...folders: readonly string[]): Exchange[] {
  return folders
    .flatMap((folder) => readdirSync(join(golden, folder)).map((name) => join(golden, folder, name)))
    .filter((file) => file.endsWith('.luxi'))
    .flatMap(exchangesOf);
}

interface Submission {
  readonly file: string;
  readonly opcodes: readonly Readonly<Record<string, unknown>>[];
  readonly accepted: boolean;
}

function submissions(...folders: readonly string[]): Submission[] {
  return recordings(...folders).flatMap(({ file, request, answer }) => {
    if (!/^Submit(ManyJobs|Job(ToDrainedQueue)?)$/.test(request.method) || !answer) return [];
    // Drained queues and the like are not about the opcodes.
    const accepted = answer.success || !/Failed to parse/.test(JSON.stringify(answer.result));
    return [{ file, opcodes: (request.args?.[0] as never[]).flat(2), accepted }];
  });
}

describe('submissions recorded from the original', { skip }, () => {
  it('are accepted and refused as there', () => {
    const seen = submissions('cli', 'cli-31', 'luxi');
    for (const { file, opcodes, accepted } of seen) {
      const faults = opcodes.flatMap((op) => validateOpcode(op));
      assert.equal(faults.length === 0, accepted, `${file}: ${JSON.stringify(faults)}`);
    }
    assert.ok(seen.length > 200 && seen.some((s) => !s.accepted), `${seen.length} submissions`);
  });

  it('of 3.0 clients are accepted, by way of the exceptions', () => {
    const seen = submissions('v3.0/cli');
    const dropped = seen.flatMap((s) => s.opcodes).filter((op) => 'hotplug_if_possible' in op);
    assert.ok(dropped.length > 0, 'none of them uses what 3.1 dropped');
    for (const { file, opcodes } of seen) {
      for (const op of opcodes) assert.deepEqual(validateOpcode(op), [], file);
    }
  });

  it('have the summaries that the original shows in its job list', () => {
    const shown = new Map<unknown, string>();
    for (const { request, answer } of recordings('cli', 'luxi')) {
      const [what, fields] = request.args ?? [];
      if (request.method !== 'Query' || what !== 'job' || !Array.isArray(fields)) continue;
      const [id, summary] = [fields.indexOf('id'), fields.indexOf('summary')];
      if (id < 0 || summary < 0 || !answer?.success) continue;
      const { data } = answer.result as { data: readonly (readonly [number, unknown][])[] };
      for (const row of data) shown.set(row[id]?.[1], (row[summary]?.[1] as string[]).join('\n'));
    }
    const queue = join(golden, 'files/queue');
    let compared = 0;
    for (const name of readdirSync(queue).filter((n) => /^job-\d+$/.test(n))) {
      const job = JSON.parse(readFileSync(join(queue, name), 'utf8')) as { id: number; ops: { input: unknown }[] };
      const parsed = job.ops.map((op) => parseOpcode(op.input));
      const summaries = parsed.map((p) => (p.ok ? summaryOf(p.opcode) : JSON.stringify(p.faults)));
      const expected = shown.get(job.id);
      if (expected === undefined) continue;
      assert.equal(summaries.join('\n'), expected, name);
      compared += 1;
    }
    assert.ok(compared > 20, `only ${compared} jobs compared`);
  });
});
