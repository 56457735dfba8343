import { CV_ECLUSTERFILECHECK, CV_ENODEFILECHECK } from '@gnt/constants';
import { positionText, type Durability, type FollowerReport, type Position } from '../../../journal/index.js';
import { concern, type Finding } from './finding.js';

/** How the changes of the cluster reach the other master candidates at present. */
export interface Replication {
  /** How far an acknowledgement given now would reach. */
  readonly health: Durability;
  /** The last record that is safe on the master. */
  readonly durable: Position;
  /** The other candidates, by UUID. */
  readonly followers: readonly FollowerReport[];
}

/** Candidates that lack changes, and whether so many do that a change is safe on the master alone (decision 7). */
export function* replicationFindings(
  { health, durable, followers }: Replication,
  nameOf: (uuid: string) => string,
): Generator<Finding> {
  for (const { node, state, position, reason } of followers) {
    const has = `it has the journal up to ${position ? positionText(position) : 'an unknown record'}, the master up to ${positionText(durable)}`;
    if (state === 'unreachable')
      yield concern(CV_ENODEFILECHECK, nameOf(node), `master candidate misses changes: ${reason}; ${has}`);
    if (state === 'behind')
      yield concern(CV_ENODEFILECHECK, nameOf(node), `master candidate is being brought up to date: ${has}`);
  }
  if (health === 'degraded')
    yield concern(
      CV_ECLUSTERFILECHECK,
      null,
      'no majority of the master candidates can be reached: changes are safe on the master only until they return',
    );
}
