import type { WireDisk } from '@gnt/protocol';
import type { NodeContext } from '../context.js';
/** Calls about single disks. */
export declare const blockdevHandlers: {
    blockdev_create: ({ bdev, size, on_primary, info, exclusive_storage }: {
        readonly bdev: WireDisk;
        readonly size: number;
        readonly owner: string;
        readonly on_primary: boolean;
        readonly info: string;
        readonly exclusive_storage: boolean;
    }, ctx: NodeContext) => Promise<unknown[] | null>;
    blockdev_convert: ({ bdev_src, bdev_dest }: {
        readonly bdev_src: WireDisk;
        readonly bdev_dest: WireDisk;
    }, ctx: NodeContext) => Promise<null>;
    blockdev_image: ({ bdev, image, size }: {
        readonly bdev: WireDisk;
        readonly image: string;
        readonly size: number;
    }, ctx: NodeContext) => Promise<null>;
    blockdev_wipe: ({ bdev, offset, size }: {
        readonly bdev: WireDisk;
        readonly offset: number;
        readonly size: number;
    }, ctx: NodeContext) => Promise<null>;
    blockdev_pause_resume_sync: ({ disks, pause }: {
        readonly disks: WireDisk[];
        readonly pause: boolean;
    }, ctx: NodeContext) => Promise<[boolean, string | null][]>;
    blockdev_remove: ({ bdev }: {
        readonly bdev: WireDisk;
    }, ctx: NodeContext) => Promise<null>;
    blockdev_rename: ({ devlist }: {
        readonly devlist: [WireDisk, unknown[]][];
    }, ctx: NodeContext) => Promise<null>;
    blockdev_assemble: ({ disk, instance, on_primary, idx }: {
        readonly disk: WireDisk;
        readonly instance: {
            admin_state?: string;
            admin_state_source?: string;
            beparams: Record<string, unknown>;
            disks?: unknown[];
            disks_active?: boolean;
            disks_info?: WireDisk[];
            hvparams: Record<string, unknown>;
            hypervisor: string;
            name: string;
            network_port?: number | null;
            nics: {
                hvinfo?: unknown;
                ip?: string | null;
                mac?: string | null;
                name?: string | null;
                netinfo?: Record<string, unknown> | null;
                network?: string | null;
                nicparams?: Record<string, unknown>;
                pci?: unknown;
                uuid?: string | null;
            }[];
            os?: string | null;
            osparams?: Record<string, unknown>;
            osparams_private?: Record<string, unknown>;
            osparams_secret?: Record<string, unknown> | null;
            primary_node: string;
            secondary_nodes?: string[];
            tags?: string[];
            uuid?: string;
        };
        readonly on_primary: boolean;
        readonly idx: number;
    }, ctx: NodeContext) => Promise<import("../backend/blockdev/lifecycle.js").Assembled>;
    blockdev_shutdown: ({ disk }: {
        readonly disk: WireDisk;
    }, ctx: NodeContext) => Promise<null>;
    blockdev_open: ({ instance_name, disks, exclusive }: {
        readonly instance_name: string;
        readonly disks: WireDisk[];
        readonly exclusive: boolean;
    }, ctx: NodeContext) => Promise<null>;
    blockdev_close: ({ instance_name, disks }: {
        readonly instance_name: string;
        readonly disks: WireDisk[];
    }, ctx: NodeContext) => Promise<null>;
    blockdev_getdimensions: ({ disks }: {
        readonly disks: WireDisk[];
    }, ctx: NodeContext) => Promise<([number, number | null] | null)[]>;
    blockdev_grow: ({ cf_bdev, amount, dryrun, backingstore }: {
        readonly cf_bdev: WireDisk;
        readonly amount: number;
        readonly dryrun: boolean;
        readonly backingstore: boolean;
        readonly es_flag: boolean;
    }, ctx: NodeContext) => Promise<null>;
    blockdev_find: ({ disk }: {
        readonly disk: WireDisk;
    }, ctx: NodeContext) => Promise<{
        dev_path?: string | null;
        estimated_time?: number | null;
        is_degraded?: boolean | null;
        ldisk_status?: number | null;
        major?: number | null;
        minor?: number | null;
        sync_percent?: number | null;
    } | null>;
    blockdev_getmirrorstatus: ({ disks }: {
        readonly disks: WireDisk[];
    }, ctx: NodeContext) => Promise<{
        dev_path?: string | null;
        estimated_time?: number | null;
        is_degraded?: boolean | null;
        ldisk_status?: number | null;
        major?: number | null;
        minor?: number | null;
        sync_percent?: number | null;
    }[]>;
    blockdev_getmirrorstatus_multi: ({ node_disks }: {
        readonly node_disks: WireDisk[];
    }, ctx: NodeContext) => Promise<[boolean, string | {
        dev_path?: string | null;
        estimated_time?: number | null;
        is_degraded?: boolean | null;
        ldisk_status?: number | null;
        major?: number | null;
        minor?: number | null;
        sync_percent?: number | null;
    }][]>;
    blockdev_setinfo: ({ disk, info }: {
        readonly disk: WireDisk;
        readonly info: string;
    }, ctx: NodeContext) => Promise<null>;
};
