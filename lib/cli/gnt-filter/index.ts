import { defineTool } from '../framework/command.js';

/** gnt-filter: rules about which jobs run. */
export const gntFilter = defineTool({
  name: 'gnt-filter',
  commands: {
    add: { summary: 'Make a new rule about jobs', load: async () => (await import('./change.js')).add },
    delete: { summary: 'Remove a rule', load: async () => (await import('./change.js')).remove },
    info: { summary: 'Show everything about rules', load: async () => (await import('./show.js')).info },
    list: {
      summary:
        'List the rules. list-fields names the columns there are; shown by default: ' +
        'uuid, watermark, priority, predicates, action, reason_trail.',
      load: async () => (await import('./show.js')).list,
    },
    'list-fields': {
      summary: 'List the columns that list can show',
      load: async () => (await import('./show.js')).fields,
    },
    replace: {
      summary: 'Give a rule other contents, or make one of that UUID',
      load: async () => (await import('./change.js')).replace,
    },
  },
  aliases: {},
});
