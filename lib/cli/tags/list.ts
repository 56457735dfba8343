import type { TagKind } from '@gnt/constants';
import { defineCommand, type AnyCommand } from '../framework/command.js';
import { objectArgument, objectUsage, splitObject } from './object.js';

/** list-tags of a tool: the tags of one object, sorted. */
export function listTags(tool: string, kind: TagKind): AnyCommand {
  return defineCommand({
    tool,
    name: 'list-tags',
    usage: objectUsage(kind).trim(),
    args: objectArgument(kind),
    options: {},
    async run({ args, session }) {
      const tags = await (await session.client()).call('QueryTags', { kind, name: splitObject(kind, args).name });
      for (const tag of tags.toSorted()) session.out(tag);
      return 0;
    },
  });
}
