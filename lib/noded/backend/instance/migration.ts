import type { MigrationStatus, WireInstance } from '@gnt/protocol';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';
import type { Hypervisor } from '../../hypervisor/interface.js';
import { linkedDisks } from './disks.js';

type MigrationContext = Pick<NodeContext, 'paths' | 'hypervisors' | 'storages' | 'clock' | 'log'>;

/** Runs a step at the instance's hypervisor; failures say which step it was. */
async function step<T>(
  ctx: MigrationContext,
  instance: WireInstance,
  what: string,
  act: (hypervisor: Hypervisor) => Promise<T>,
): Promise<T> {
  try {
    return await act(ctx.hypervisors.get(instance.hypervisor));
  } catch (cause) {
    throw new NodeError(`Failed to ${what}: ${messageOf(cause)}`, { cause });
  }
}

/** What the target must know. */
export function migrationInfo(ctx: MigrationContext, instance: WireInstance): Promise<unknown> {
  return step(ctx, instance, 'fetch migration information', (h) => h.migrationInfo(instance));
}

/** Prepares this node to take the instance; its disks are linked here first. */
export function acceptInstance(
  ctx: MigrationContext,
  instance: WireInstance,
  info: unknown,
  target: string,
): Promise<void> {
  return step(ctx, instance, 'accept instance', async (h) => {
    await h.acceptInstance(instance, info, target, await linkedDisks(ctx, instance));
  });
}

/** Begins to send the instance. */
export function migrateInstance(
  ctx: MigrationContext,
  cluster: string,
  instance: WireInstance,
  target: string,
  live: boolean,
): Promise<void> {
  return step(ctx, instance, 'migrate instance', (h) => h.migrate(cluster, instance, target, live));
}

/** How far it is. */
export function migrationStatus(ctx: MigrationContext, instance: WireInstance): Promise<MigrationStatus> {
  return step(ctx, instance, 'get migration status', async (h) => ({ ...(await h.migrationStatus(instance)) }));
}

/** Closes the migration at its source. */
export function finalizeSource(
  ctx: MigrationContext,
  instance: WireInstance,
  success: boolean,
  live: boolean,
): Promise<void> {
  return step(ctx, instance, 'finalize the migration on the source node', (h) =>
    h.finalizeMigrationSource(instance, success, live),
  );
}

/** Closes the migration at its target. */
export function finalizeTarget(
  ctx: MigrationContext,
  instance: WireInstance,
  info: unknown,
  success: boolean,
): Promise<void> {
  return step(ctx, instance, 'finalize migration on the target node', (h) =>
    h.finalizeMigrationTarget(instance, info, success),
  );
}
