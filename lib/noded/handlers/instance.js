import { balloonMemory, checkHotplug, hotplugDevice, resizeDisk } from '../backend/instance/devices.js';
import { openedDisks } from '../backend/instance/disks.js';
import { updateMetadata } from '../backend/instance/metadata.js';
import { rebootInstance, shutdownInstance, startInstance } from '../backend/instance/power.js';
import { allInstances, checkMigratable, consoleInfo, instanceInfo, instanceList } from '../backend/instance/query.js';
import { extendTrail } from '../backend/instance/reason.js';
import { done } from './types.js';
/** Calls that change one instance come one after the other. */
export function alone(ctx, instance, work) {
    return ctx.exclusive.run(`instance ${instance.name}`, work);
}
/** Calls about instances and their hypervisors. */
export const instanceHandlers = {
    instance_info: ({ instance, hname, hvparams }, ctx) => instanceInfo(ctx, instance, hname, hvparams),
    all_instances_info: ({ hypervisor_list, all_hvparams }, ctx) => allInstances(ctx, hypervisor_list, all_hvparams),
    instance_list: ({ hypervisor_list, hvparams }, ctx) => instanceList(ctx, hypervisor_list, hvparams),
    instance_console_info: ({ instances }, ctx) => consoleInfo(ctx, instances),
    instance_migratable: ({ instance }, ctx) => done(checkMigratable(ctx, instance)),
    instance_start: ({ instance_hvp_bep: instance, startup_paused, reason }, ctx) => alone(ctx, instance, () => done(startInstance(ctx, instance, startup_paused, extendTrail(ctx, reason, 'start')))),
    instance_shutdown: ({ instance, timeout, reason }, ctx) => alone(ctx, instance, () => done(shutdownInstance(ctx, instance, timeout, extendTrail(ctx, reason, 'shutdown')))),
    instance_reboot: ({ inst, reboot_type, shutdown_timeout, reason }, ctx) => alone(ctx, inst, () => done(rebootInstance(ctx, inst, reboot_type, shutdown_timeout, extendTrail(ctx, reason, 'reboot')))),
    instance_balloon_memory: ({ instance, memory }, ctx) => alone(ctx, instance, () => done(balloonMemory(ctx, instance, memory))),
    instance_metadata_modify: ({ instance }, ctx) => done(updateMetadata(ctx, instance)),
    hotplug_device: ({ instance, action, dev_type, device, extra, seq }, ctx) => alone(ctx, instance, () => hotplugDevice(ctx, instance, { action, target: dev_type, device, extra, sequence: seq })),
    hotplug_supported: ({ instance }, ctx) => done(checkHotplug(ctx, instance)),
    resize_disk: ({ instance, disk, new_size }, ctx) => alone(ctx, instance, () => done(resizeDisk(ctx, instance, disk, new_size))),
    hypervisor_validate_params: ({ hvname, hvfull }, ctx) => done(ctx.hypervisors.get(hvname).validateParams(hvfull)),
    instance_os_add: ({ instance_osp: instance, reinstall, debug }, ctx) => alone(ctx, instance, async () => done(ctx.os.create(instance, await openedDisks(ctx, instance), { reinstall, debug }))),
    instance_run_rename: ({ instance, old_name, debug }, ctx) => alone(ctx, instance, async () => done(ctx.os.rename(instance, await openedDisks(ctx, instance), old_name, debug))),
};
