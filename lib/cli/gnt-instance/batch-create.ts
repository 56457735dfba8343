import { paramsOf } from '@gnt/opcodes';
import { parseOpcode } from '@gnt/opcodes/validate';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, one } from '../framework/command.js';
import { runWithFollowUps } from '../framework/follow-ups.js';
import { opcode } from '../framework/opcode.js';
import type { Session } from '../framework/session.js';
import * as o from '../options.js';

type Definition = Readonly<Record<string, unknown>>;

/** The instances of a file; undefined, with the reason on standard error, when it holds none. */
async function readDefinitions(session: Session, path: string): Promise<readonly Definition[] | undefined> {
  let data: unknown;
  try {
    data = JSON.parse(await session.deps.files.readText(path));
  } catch (error) {
    session.err(`Can't parse the instance definition file: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
  const isObject = (item: unknown): boolean => typeof item === 'object' && item !== null && !Array.isArray(item);
  if (Array.isArray(data) && data.every(isObject)) return data as Definition[];
  session.err('The instance definition file is not a list of objects, one for each instance');
  return undefined;
}

/** The definition as the opcode that creates the instance, complete and checked. */
function creation(definition: Definition, index: number): unknown {
  const known = Object.keys(paramsOf('OP_INSTANCE_CREATE'));
  const unknown = Object.keys(definition).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new OpPrereqError(`Unknown fields in definition ${String(index)}: ${unknown.join(', ')}`, ECODE_INVAL);
  }
  const parsed = parseOpcode({ reason: [], ...definition, OP_ID: 'OP_INSTANCE_CREATE' });
  if (parsed.ok) return parsed.opcode;
  const faults = parsed.faults.map(({ message }) => message).join('; ');
  throw new OpPrereqError(`Definition ${String(index)} is wrong: ${faults}`, ECODE_INVAL);
}

/** gnt-instance batch-create: creates the instances that a file describes. */
export const batchCreate = defineCommand({
  tool: 'gnt-instance',
  name: 'batch-create',
  usage: '<instances.json>',
  args: [one('file')],
  options: { ...o.jobOptions, iallocator: o.iallocator },
  async run({ opts, args: [path = ''], session }) {
    const definitions = await readDefinitions(session, path);
    if (!definitions) return 1;
    const failed = await runWithFollowUps(
      session,
      opcode('OP_INSTANCE_MULTI_ALLOC', { iallocator: opts.iallocator, instances: definitions.map(creation) }),
    );
    if (failed === 0) session.out('All instances created successfully.');
    else session.out(`There were ${String(failed)} errors during the creation.`);
    return failed === 0 ? 0 : 1;
  },
});
