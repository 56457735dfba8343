import { defineTool } from '../framework/command.js';
import { tagCommands } from '../tags/entries.js';

/** gnt-node: the machines of the cluster. */
export const gntNode = defineTool({
  name: 'gnt-node',
  commands: {
    add: { summary: 'Add a node to the cluster', load: async () => (await import('./add.js')).add },
    evacuate: {
      summary: 'Move the instances of a node elsewhere',
      load: async () => (await import('./evacuate.js')).evacuate,
    },
    failover: {
      summary: 'Fail over all instances whose primary node this is',
      load: async () => (await import('./failover.js')).failover,
    },
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
    'list-storage': {
      summary: 'List the storage units of nodes. Columns: allocatable, free, name, node, size, type, used.',
      load: async () => (await import('./storage.js')).listStorage,
    },
    migrate: {
      summary: 'Move all running instances away whose primary node this is',
      load: async () => (await import('./migrate.js')).migrate,
    },
    'modify-storage': {
      summary: 'Change a storage unit of a node',
      load: async () => (await import('./storage.js')).modifyStorage,
    },
    modify: {
      summary: 'Change the role or the settings of a node',
      load: async () => (await import('./modify.js')).modify,
    },
    powercycle: {
      summary: 'Restart a node at once, without shutting it down',
      load: async () => (await import('./powercycle.js')).powercycle,
    },
    'repair-storage': {
      summary: 'Repair a storage unit of a node',
      load: async () => (await import('./storage.js')).repairStorage,
    },
    volumes: { summary: 'List the logical volumes of nodes', load: async () => (await import('./volumes.js')).volumes },
    remove: { summary: 'Remove a node from the cluster', load: async () => (await import('./remove.js')).remove },
    ...tagCommands('gnt-node', 'node'),
  },
  aliases: { show: 'info' },
  environmentOptions: ['list'],
});
