import { defineCommand } from '../../framework/command.js';
import * as o from '../../options.js';
import { testDependencies } from './dependencies.js';
import { testStages } from './stages.js';
import { testSubmission } from './submission.js';

/** gnt-debug test-jobqueue: tries out the job queue of a running master. */
export const testJobqueue = defineCommand({
  tool: 'gnt-debug',
  name: 'test-jobqueue',
  usage: '',
  args: [],
  options: { priority: o.priority },
  async run({ session }) {
    await testSubmission(session);
    await testDependencies(session);
    await testStages(session);
    session.out('Job queue test successful');
    return 0;
  },
});
