import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { goldenDir } from './recordings.js';

/** One call that a master made to a node, and the answer. */
export interface NodeExchange {
  /** Call and place in its file: "version#1". */
  readonly name: string;
  readonly call: string;
  readonly body: string;
  readonly answer: readonly [boolean, unknown];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The exchanges of a file; long texts were cut off in the recordings, and those cannot be sent again. */
function exchangesOf(call: string, text: string): (NodeExchange | undefined)[] {
  return text
    .split(/^POST \/\w+$/m)
    .slice(1)
    .map((part, index) => {
      const [, body = '', answer = ''] = /^>> (.*?)$.*?^<< (.*?)$/ms.exec(part) ?? [];
      const parsed = parse(answer) as NodeExchange['answer'] | undefined;
      const whole = parsed !== undefined && parse(body) !== undefined;
      return whole ? { name: `${call}#${index + 1}`, call, body, answer: parsed } : undefined;
    });
}

/** All recorded node calls. */
export function nodeRecordings(): { readonly exchanges: readonly NodeExchange[]; readonly cut: number } {
  const dir = join(goldenDir, 'noded-rpc');
  const all = readdirSync(dir)
    .filter((name) => name.endsWith('.txt') && name !== 'COUNTS.txt')
    .sort()
    .flatMap((name) => exchangesOf(name.slice(0, -'.txt'.length), readFileSync(join(dir, name), 'utf8')));
  const exchanges = all.filter((e) => e !== undefined);
  return { exchanges, cut: all.length - exchanges.length };
}
