import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, one } from '../framework/command.js';
import type { Session } from '../framework/session.js';
import { parseTimespan } from '../../common/timespan.js';
import { ctime } from '../output/time.js';

function showPause(session: Session, until: unknown): void {
  if (typeof until !== 'number' || until < session.clock.now() / 1000) session.out('The watcher is not paused.');
  else session.out(`The watcher is paused until ${ctime(until)}.`);
}

/** gnt-cluster watcher: pauses the watcher or lets it go on. */
export const watcher = defineCommand({
  tool: 'gnt-cluster',
  name: 'watcher',
  usage: '{pause <timespec>|continue|info}',
  args: [one('choice'), { kind: 'suggest', min: 0, max: 1 }],
  options: {},
  async run({ args: [what = '', duration], session }) {
    const client = await session.client();
    switch (what) {
      case 'continue':
        await client.call('SetWatcherPause', { duration: null });
        session.out('The watcher is no longer paused.');
        return 0;
      case 'pause': {
        if (duration === undefined) throw new OpPrereqError('Missing pause duration', ECODE_INVAL);
        const until = session.clock.now() / 1000 + parseTimespan(duration);
        showPause(session, await client.call('SetWatcherPause', { duration: until }));
        return 0;
      }
      case 'info': {
        const [until] = await client.queryConfigValues(['watcher_pause']);
        showPause(session, until);
        return 0;
      }
      default:
        throw new OpPrereqError(`Command '${what}' is not valid.`, ECODE_INVAL);
    }
  },
});
