import type { TagKind } from '@gnt/constants';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, many, type AnyCommand } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import type { Session } from '../framework/session.js';
import * as o from '../options.js';
import { objectArgument, objectUsage, splitObject } from './object.js';

async function tagsFromFile(session: Session, file: string | null): Promise<string[]> {
  if (file === null) return [];
  const text = file === '-' ? await session.io.readStdin() : await session.deps.files.readText(file);
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.trim());
}

function changeTags(
  tool: string,
  kind: TagKind,
  change: { name: string; id: 'OP_TAGS_SET' | 'OP_TAGS_DEL'; none: string },
): AnyCommand {
  return defineCommand({
    tool,
    name: change.name,
    usage: `${objectUsage(kind)}<tag>...`,
    args: [...objectArgument(kind), many('unknown')],
    options: { tagsFrom: o.tagsFrom, priority: o.priority, ...o.submitOptions },
    async run({ opts, args, session }) {
      const { name, rest } = splitObject(kind, args);
      const tags = [...rest, ...(await tagsFromFile(session, opts.tagsFrom))];
      if (tags.length === 0) throw new OpPrereqError(change.none, ECODE_INVAL);
      await session.jobs.submitOrSend(opcode(change.id, { kind, name, tags }));
      return 0;
    },
  });
}

/** add-tags of a tool. */
export function addTags(tool: string, kind: TagKind): AnyCommand {
  return changeTags(tool, kind, { name: 'add-tags', id: 'OP_TAGS_SET', none: 'No tags to be added' });
}

/** remove-tags of a tool. */
export function removeTags(tool: string, kind: TagKind): AnyCommand {
  return changeTags(tool, kind, { name: 'remove-tags', id: 'OP_TAGS_DEL', none: 'No tags to be removed' });
}
