import { defineTool } from '../framework/command.js';
import { tagCommands } from '../tags/entries.js';

/** gnt-instance: virtual machines. */
export const gntInstance = defineTool({
  name: 'gnt-instance',
  commands: {
    'activate-disks': {
      summary: 'Make the disks of an instance available on its nodes',
      load: async () => (await import('./disks.js')).activateDisks,
    },
    'deactivate-disks': {
      summary: 'Take the disks of a stopped instance down',
      load: async () => (await import('./disks.js')).deactivateDisks,
    },
    add: { summary: 'Create an instance', load: async () => (await import('./add.js')).add },
    'batch-create': {
      summary: 'Create the instances that a file describes',
      load: async () => (await import('./batch-create.js')).batchCreate,
    },
    'change-group': {
      summary: 'Move an instance to another node group',
      load: async () => (await import('./change-group.js')).changeGroup,
    },
    console: {
      summary: 'Connect to the console of an instance',
      load: async () => (await import('./console.js')).console,
    },
    failover: {
      summary: 'Stop an instance and start it on another node: its secondary, or any node when the storage is shared',
      load: async () => (await import('./failover.js')).failover,
    },
    info: { summary: 'Show everything about instances', load: async () => (await import('./info.js')).info },
    list: {
      summary:
        'List the instances and how they are. list-fields names the columns there are; shown by default: name, hypervisor, os, pnode, status, oper_ram.',
      load: async () => (await import('./list.js')).list,
    },
    'list-fields': {
      summary: 'List the columns that list can show',
      load: async () => (await import('./list.js')).fields,
    },
    migrate: {
      summary: 'Move a running instance to another node that reaches its disks',
      load: async () => (await import('./migrate.js')).migrate,
    },
    reboot: { summary: 'Restart instances', load: async () => (await import('./reboot.js')).reboot },
    remove: {
      summary: 'Stop an instance and remove it with its disks',
      load: async () => (await import('./remove.js')).remove,
    },
    shutdown: { summary: 'Stop instances', load: async () => (await import('./shutdown.js')).shutdown },
    startup: { summary: 'Start instances', load: async () => (await import('./startup.js')).startup },
    ...tagCommands('gnt-instance', 'instance'),
  },
  aliases: { start: 'startup', stop: 'shutdown', show: 'info' },
  environmentOptions: ['list'],
});
