import { acceptInstance, finalizeSource, finalizeTarget, migrateInstance, migrationInfo, migrationStatus, } from '../backend/instance/migration.js';
import { alone } from './instance.js';
import { done } from './types.js';
/** Calls that move a running instance to another node. */
export const migrationHandlers = {
    migration_info: ({ instance }, ctx) => migrationInfo(ctx, instance),
    accept_instance: ({ instance, info, target }, ctx) => alone(ctx, instance, () => done(acceptInstance(ctx, instance, info, target))),
    instance_migrate: ({ cluster_name, instance, target, live }, ctx) => alone(ctx, instance, () => done(migrateInstance(ctx, cluster_name, instance, target, live))),
    instance_get_migration_status: ({ instance }, ctx) => migrationStatus(ctx, instance),
    instance_finalize_migration_dst: ({ instance, info, success }, ctx) => alone(ctx, instance, () => done(finalizeTarget(ctx, instance, info, success))),
    instance_finalize_migration_src: ({ instance, success, live }, ctx) => alone(ctx, instance, () => done(finalizeSource(ctx, instance, success, live))),
};
