import type { TagKind } from '@gnt/constants';
import type { CommandEntry } from '../framework/command.js';

/** The tag commands of a tool whose objects are of that kind. */
export function tagCommands(
  tool: string,
  kind: TagKind,
): Readonly<Record<'list-tags' | 'add-tags' | 'remove-tags', CommandEntry>> {
  const what =
    kind === 'nodegroup'
      ? 'a node group'
      : kind === 'cluster'
        ? 'the cluster'
        : kind === 'instance'
          ? 'an instance'
          : `a ${kind}`;
  return {
    'list-tags': {
      summary: `List the tags of ${what}`,
      load: async () => (await import('./list.js')).listTags(tool, kind),
    },
    'add-tags': { summary: `Add tags to ${what}`, load: async () => (await import('./change.js')).addTags(tool, kind) },
    'remove-tags': {
      summary: `Remove tags from ${what}`,
      load: async () => (await import('./change.js')).removeTags(tool, kind),
    },
  };
}
