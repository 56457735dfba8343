import { defineTool } from '../framework/command.js';

/** gnt-debug: for those who work on the cluster software. */
export const gntDebug = defineTool({
  name: 'gnt-debug',
  commands: {
    delay: { summary: 'Run a job that only waits', load: async () => (await import('./delay.js')).delay },
    iallocator: {
      summary: 'Show what an allocator is asked for a request, or what it answers',
      load: async () => (await import('./iallocator.js')).iallocator,
    },
    journal: {
      summary: 'Show how far the journal of each master candidate reaches',
      load: async () => (await import('./journal.js')).journal,
    },
    locks: { summary: "Show the master's locks", load: async () => (await import('./locks.js')).locks },
    metad: {
      summary: "Talk to this node's metadata daemon",
      load: async () => (await import('./metad.js')).metad,
    },
    'submit-job': {
      summary: 'Submit jobs from files of opcodes in JSON',
      load: async () => (await import('./submit-job.js')).submitJob,
    },
    'test-jobqueue': {
      summary: 'Try out the job queue with jobs that do nothing',
      load: async () => (await import('./test-jobqueue/index.js')).testJobqueue,
    },
    'test-osparams': {
      summary: 'Check that secret parameters reach a job',
      load: async () => (await import('./test-osparams.js')).testOsParams,
    },
  },
  aliases: { allocator: 'iallocator' },
});
