import { convertDisk, dimensions, findStatus, growDisk, imageDisk, mirrorStatus, mirrorStatusOfEach, pauseSync, wipeDisk, } from '../backend/blockdev/data.js';
import { requireDisk } from '../backend/blockdev/devices.js';
import { assembleDisk, closeDisks, createDisk, openDisks, removeDisk, renameDisks, shutdownDisk, } from '../backend/blockdev/lifecycle.js';
import { done } from './types.js';
/** Calls that change one disk come one after the other. */
function alone(ctx, disk, work) {
    return ctx.exclusive.run(`disk ${JSON.stringify(disk.logical_id ?? disk.uuid ?? null)}`, work);
}
/** Calls about single disks. */
export const blockdevHandlers = {
    blockdev_create: ({ bdev, size, on_primary, info, exclusive_storage }, ctx) => alone(ctx, bdev, () => createDisk(ctx, bdev, { size, onPrimary: on_primary, info, exclusiveStorage: exclusive_storage })),
    blockdev_convert: ({ bdev_src, bdev_dest }, ctx) => alone(ctx, bdev_dest, () => done(convertDisk(ctx, bdev_src, bdev_dest))),
    blockdev_image: ({ bdev, image, size }, ctx) => alone(ctx, bdev, () => done(imageDisk(ctx, bdev, image, size))),
    blockdev_wipe: ({ bdev, offset, size }, ctx) => alone(ctx, bdev, () => done(wipeDisk(ctx, bdev, offset, size))),
    blockdev_pause_resume_sync: ({ disks, pause }, ctx) => pauseSync(ctx, disks, pause),
    blockdev_remove: ({ bdev }, ctx) => alone(ctx, bdev, () => done(removeDisk(ctx, bdev))),
    blockdev_rename: ({ devlist }, ctx) => done(renameDisks(ctx, devlist)),
    blockdev_assemble: ({ disk, instance, on_primary, idx }, ctx) => alone(ctx, disk, () => assembleDisk(ctx, disk, {
        instance: instance.name,
        hypervisor: instance.hypervisor,
        onPrimary: on_primary,
        index: idx,
    })),
    blockdev_shutdown: ({ disk }, ctx) => alone(ctx, disk, () => done(shutdownDisk(ctx, disk))),
    blockdev_open: ({ instance_name, disks, exclusive }, ctx) => done(openDisks(ctx, instance_name, disks, exclusive)),
    blockdev_close: ({ instance_name, disks }, ctx) => done(closeDisks(ctx, instance_name, disks)),
    blockdev_getdimensions: ({ disks }, ctx) => dimensions(ctx, disks),
    blockdev_grow: ({ cf_bdev, amount, dryrun, backingstore }, ctx) => alone(ctx, cf_bdev, () => done(growDisk(ctx, cf_bdev, amount, { dryRun: dryrun, backingStore: backingstore }))),
    blockdev_find: ({ disk }, ctx) => findStatus(ctx, disk),
    blockdev_getmirrorstatus: ({ disks }, ctx) => mirrorStatus(ctx, disks),
    blockdev_getmirrorstatus_multi: ({ node_disks }, ctx) => mirrorStatusOfEach(ctx, node_disks),
    blockdev_setinfo: ({ disk, info }, ctx) => alone(ctx, disk, async () => {
        await (await requireDisk(ctx, disk)).storage.setInfo(disk, info);
        return null;
    }),
};
