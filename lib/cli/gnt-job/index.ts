import { defineTool } from '../framework/command.js';

/** gnt-job: the job queue. */
export const gntJob = defineTool({
  name: 'gnt-job',
  commands: {
    archive: { summary: 'Move finished jobs to the archive', load: async () => (await import('./archive.js')).archive },
    autoarchive: {
      summary: 'Move all jobs that ended some time ago to the archive',
      load: async () => (await import('./archive.js')).autoarchive,
    },
    cancel: { summary: 'Cancel jobs', load: async () => (await import('./cancel.js')).cancel },
    'change-priority': {
      summary: 'Change how urgent jobs are',
      load: async () => (await import('./change-priority.js')).changePriority,
    },
    info: { summary: 'Show everything about jobs', load: async () => (await import('./info.js')).info },
    list: {
      summary:
        'List the jobs and how they are. list-fields names the columns there are; shown by default: id, status, summary.',
      load: async () => (await import('./list.js')).list,
    },
    'list-fields': {
      summary: 'List the columns that list can show',
      load: async () => (await import('./list.js')).fields,
    },
    wait: { summary: 'Wait for a job to end', load: async () => (await import('./watch.js')).wait },
    watch: { summary: 'Show the output of a job as it comes', load: async () => (await import('./watch.js')).watch },
  },
  aliases: { show: 'info' },
});
