import { defineTool } from '../framework/command.js';
import { tagCommands } from '../tags/entries.js';

/** gnt-group: groups of nodes. */
export const gntGroup = defineTool({
  name: 'gnt-group',
  commands: {
    add: { summary: 'Add a node group to the cluster', load: async () => (await import('./add.js')).add },
    'assign-nodes': {
      summary: 'Put nodes into a group',
      load: async () => (await import('./members.js')).assignNodes,
    },
    evacuate: {
      summary: 'Move all instances of a group to other groups',
      load: async () => (await import('./evacuate.js')).evacuate,
    },
    info: { summary: 'Show everything about node groups', load: async () => (await import('./info.js')).info },
    list: {
      summary:
        'List the node groups. list-fields names the columns there are; shown by default: name, node_cnt, pinst_cnt, alloc_policy, ndparams.',
      load: async () => (await import('./list.js')).list,
    },
    'list-fields': {
      summary: 'List the columns that list can show',
      load: async () => (await import('./list.js')).fields,
    },
    modify: { summary: 'Change the settings of a group', load: async () => (await import('./modify.js')).modify },
    remove: {
      summary: 'Remove a group that has no nodes',
      load: async () => (await import('./members.js')).remove,
    },
    rename: { summary: 'Give a group another name', load: async () => (await import('./members.js')).rename },
    'show-ispecs-cmd': {
      summary: 'Show the commands that make groups with the same limits for instances',
      load: async () => (await import('./show-ispecs.js')).showIspecs,
    },
    ...tagCommands('gnt-group', 'nodegroup'),
  },
  aliases: {},
  environmentOptions: ['list'],
});
