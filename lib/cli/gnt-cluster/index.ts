import { defineTool } from '../framework/command.js';
import { tagCommands } from '../tags/entries.js';

/** gnt-cluster: the cluster as a whole. */
export const gntCluster = defineTool({
  name: 'gnt-cluster',
  commands: {
    'activate-master-ip': {
      summary: "Set up the cluster's address on the master",
      load: async () => (await import('./master-ip.js')).activateMasterIp,
    },
    command: {
      summary: 'Run a command on all nodes, or on some',
      load: async () => (await import('./command.js')).command,
    },
    copyfile: {
      summary: 'Copy a file of the master to all nodes, or to some',
      load: async () => (await import('./copyfile.js')).copyfile,
    },
    'deactivate-master-ip': {
      summary: "Take down the cluster's address",
      load: async () => (await import('./master-ip.js')).deactivateMasterIp,
    },
    destroy: { summary: 'End the cluster', load: async () => (await import('./destroy.js')).destroy },
    getmaster: {
      summary: 'Show which node is the master',
      load: async () => (await import('./getmaster.js')).getmaster,
    },
    info: { summary: 'Show everything about the cluster', load: async () => (await import('./info.js')).info },
    init: { summary: 'Make a new cluster of this one machine', load: async () => (await import('./init.js')).init },
    'master-failover': {
      summary: 'Make this node the master',
      load: async () => (await import('./master-failover.js')).masterFailover,
    },
    'master-ping': {
      summary: 'Check that the master answers',
      load: async () => (await import('./master-ping.js')).masterPing,
    },
    modify: { summary: "Change the cluster's settings", load: async () => (await import('./modify.js')).modify },
    queue: { summary: 'Let the job queue take new jobs, or not', load: async () => (await import('./queue.js')).queue },
    'redist-conf': {
      summary: 'Send the configuration to the nodes again',
      load: async () => (await import('./redist-conf.js')).redistConf,
    },
    'repair-disk-sizes': {
      summary: 'Correct the recorded sizes of disks',
      load: async () => (await import('./repair-disk-sizes.js')).repairDiskSizes,
    },
    'search-tags': {
      summary: 'Find the objects whose tags match a pattern (a regular expression)',
      load: async () => (await import('./search-tags.js')).searchTags,
    },
    verify: { summary: 'Check configuration and nodes', load: async () => (await import('./verify.js')).verify },
    version: { summary: 'Show versions', load: async () => (await import('./version.js')).version },
    watcher: {
      summary: 'Pause the watcher, or let it go on',
      load: async () => (await import('./watcher.js')).watcher,
    },
    ...tagCommands('gnt-cluster', 'cluster'),
  },
  aliases: { masterfailover: 'master-failover', show: 'info' },
});
