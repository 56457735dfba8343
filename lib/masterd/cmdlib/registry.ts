import type { OpId } from '@gnt/opcodes';
import type { LogicalUnitClass } from './base.js';
import { LUInstanceConsole } from './instance/console.js';
import { LUInstanceCreate } from './instance/create/unit.js';
import { LUInstanceActivateDisks, LUInstanceDeactivateDisks } from './instance/disks.js';
import { LUInstanceQueryData } from './instance/query-data.js';
import { LUInstanceReboot } from './instance/reboot.js';
import { LUInstanceRemove } from './instance/remove.js';
import { LUInstanceShutdown } from './instance/shutdown.js';
import { LUInstanceStartup } from './instance/startup.js';
import { LUTestDelay } from './test/delay.js';

/** Keeps the compiler's check that a unit belongs to its opcode while the table forgets which one. */
function unit<Id extends OpId>(id: Id, cls: LogicalUnitClass<Id>): [OpId, LogicalUnitClass] {
  return [id, cls as unknown as LogicalUnitClass];
}

/** The logical unit of each opcode that this release can run. */
export const logicalUnits: Partial<Record<OpId, LogicalUnitClass>> = Object.fromEntries([
  unit('OP_INSTANCE_ACTIVATE_DISKS', LUInstanceActivateDisks),
  unit('OP_INSTANCE_CONSOLE', LUInstanceConsole),
  unit('OP_INSTANCE_CREATE', LUInstanceCreate),
  unit('OP_INSTANCE_DEACTIVATE_DISKS', LUInstanceDeactivateDisks),
  unit('OP_INSTANCE_QUERY_DATA', LUInstanceQueryData),
  unit('OP_INSTANCE_REBOOT', LUInstanceReboot),
  unit('OP_INSTANCE_REMOVE', LUInstanceRemove),
  unit('OP_INSTANCE_SHUTDOWN', LUInstanceShutdown),
  unit('OP_INSTANCE_STARTUP', LUInstanceStartup),
  unit('OP_TEST_DELAY', LUTestDelay),
]);
