import type { Instance } from '../model/instance.js';
import * as M from './move.js';
import type { BalanceOptions } from './options.js';

const NONE: readonly M.MoveKind[] = [];
const TO_ANY = [M.FAILOVER_TO];
const SECONDARY_ONLY = [M.REPLACE_SECONDARY];
const WITHOUT_SECONDARY = [M.REPLACE_SECONDARY, M.REPLACE_AND_FAILOVER];
const RESTRICTED = [M.REPLACE_SECONDARY, M.REPLACE_AND_FAILOVER, M.FAILOVER_AND_REPLACE];
const ALL = [M.REPLACE_SECONDARY, M.REPLACE_AND_FAILOVER, M.REPLACE_PRIMARY, M.FAILOVER_AND_REPLACE];

/** Ways to move an instance to another node, in the order in which they are tried. */
export function moveKinds(
  inst: Instance,
  secondaryUsable: boolean,
  primaryOffline: boolean,
  { instanceMoves, diskMoves, restrictedMigration }: BalanceOptions,
): readonly M.MoveKind[] {
  if (inst.mirroring === 'none') return NONE;
  if (inst.mirroring === 'external') return instanceMoves ? TO_ANY : NONE;
  if (!diskMoves) return NONE;
  if (!instanceMoves) return SECONDARY_ONLY;
  if (restrictedMigration && !primaryOffline) return SECONDARY_ONLY;
  if (!secondaryUsable) return WITHOUT_SECONDARY;
  return restrictedMigration ? RESTRICTED : ALL;
}
