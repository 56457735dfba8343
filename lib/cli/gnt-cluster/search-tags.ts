import { defineCommand, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';

/** gnt-cluster search-tags: the objects whose tags match a pattern. */
export const searchTags = defineCommand({
  tool: 'gnt-cluster',
  name: 'search-tags',
  usage: '<re-pattern>',
  args: [one('unknown')],
  options: { priority: o.priority },
  async run({ args: [pattern = ''], session }) {
    const found = (await session.jobs.submit(opcode('OP_TAGS_SEARCH', { pattern }))) as readonly (readonly [
      string,
      string,
    ])[];
    const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
    for (const [path, tag] of found.toSorted((a, b) => order(a[0], b[0]) || order(a[1], b[1])))
      session.out(`${path} ${tag}`);
    return found.length === 0 ? 1 : 0;
  },
});
