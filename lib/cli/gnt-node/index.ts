import { defineTool } from '../framework/command.js';
import { tagCommands } from '../tags/entries.js';

/** gnt-node: the machines of the cluster. */
export const gntNode = defineTool({
  name: 'gnt-node',
  commands: {
    add: { summary: 'Add a node to the cluster', load: async () => (await import('./add.js')).add },
    info: { summary: 'Show everything about nodes', load: async () => (await import('./info.js')).info },
    list: {
      summary:
        'List the nodes and how they are. list-fields names the columns there are; shown by default: name, dtotal, dfree, mtotal, mnode, mfree, pinst_cnt, sinst_cnt.',
      load: async () => (await import('./list.js')).list,
    },
    'list-fields': {
      summary: 'List the columns that list can show',
      load: async () => (await import('./list.js')).fields,
    },
    modify: {
      summary: 'Change the role or the settings of a node',
      load: async () => (await import('./modify.js')).modify,
    },
    remove: { summary: 'Remove a node from the cluster', load: async () => (await import('./remove.js')).remove },
    ...tagCommands('gnt-node', 'node'),
  },
  aliases: { show: 'info' },
  environmentOptions: ['list'],
});
