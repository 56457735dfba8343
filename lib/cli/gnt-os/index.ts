import { defineTool } from '../framework/command.js';

/** gnt-os: operating system definitions. */
export const gntOs = defineTool({
  name: 'gnt-os',
  commands: {
    diagnose: {
      summary: 'Check the definitions on all nodes',
      load: async () => (await import('./diagnose.js')).diagnose,
    },
    info: { summary: 'Show everything about operating systems', load: async () => (await import('./info.js')).info },
    list: {
      summary: 'List the operating systems that instances can have',
      load: async () => (await import('./list.js')).list,
    },
    modify: {
      summary: 'Change what holds for all instances of an operating system',
      load: async () => (await import('./modify.js')).modify,
    },
  },
  aliases: { show: 'info' },
});
