import type { WireDisk } from '@gnt/protocol';
import type { NodeContext } from '../context.js';
/** Calls that change one instance come one after the other. */
export declare function alone<T>(ctx: NodeContext, instance: {
    readonly name: string;
}, work: () => Promise<T>): Promise<T>;
/** Calls about instances and their hypervisors. */
export declare const instanceHandlers: {
    instance_info: ({ instance, hname, hvparams }: {
        readonly instance: string;
        readonly hname: string;
        readonly hvparams: Record<string, unknown>;
    }, ctx: NodeContext) => Promise<Record<string, never> | {
        memory: number;
        state: string | number;
        time: number;
        vcpus: number;
    }>;
    all_instances_info: ({ hypervisor_list, all_hvparams }: {
        readonly hypervisor_list: string[];
        readonly all_hvparams: Record<string, Record<string, unknown>>;
    }, ctx: NodeContext) => Promise<Record<string, {
        memory: number;
        state: string | number;
        time: number;
        vcpus: number;
    }>>;
    instance_list: ({ hypervisor_list, hvparams }: {
        readonly hypervisor_list: string[];
        readonly hvparams: Record<string, Record<string, unknown>>;
    }, ctx: NodeContext) => Promise<string[]>;
    instance_console_info: ({ instances }: {
        readonly instances: Record<string, {
            beParams: Record<string, unknown>;
            group: Record<string, unknown>;
            hvParams: Record<string, unknown>;
            instance: Record<string, unknown>;
            node: Record<string, unknown>;
        }>;
    }, ctx: NodeContext) => Record<string, {
        command?: string[] | null;
        display?: string | number | null;
        host?: string | null;
        instance: string;
        kind: string;
        message?: string | null;
        port?: number | null;
        user?: string | null;
    }>;
    instance_migratable: ({ instance }: {
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
    }, ctx: NodeContext) => Promise<null>;
    instance_start: ({ instance_hvp_bep: instance, startup_paused, reason }: {
        readonly instance_hvp_bep: {
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
        readonly startup_paused: boolean;
        readonly reason: [string, string, number][];
    }, ctx: NodeContext) => Promise<null>;
    instance_shutdown: ({ instance, timeout, reason }: {
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
        readonly timeout: number;
        readonly reason: [string, string, number][];
    }, ctx: NodeContext) => Promise<null>;
    instance_reboot: ({ inst, reboot_type, shutdown_timeout, reason }: {
        readonly inst: {
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
        readonly reboot_type: string;
        readonly shutdown_timeout: number;
        readonly reason: [string, string, number][];
    }, ctx: NodeContext) => Promise<null>;
    instance_balloon_memory: ({ instance, memory }: {
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
        readonly memory: number;
    }, ctx: NodeContext) => Promise<null>;
    instance_metadata_modify: ({ instance }: {
        readonly instance: Record<string, unknown>;
    }, ctx: NodeContext) => Promise<null>;
    hotplug_device: ({ instance, action, dev_type, device, extra, seq }: {
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
        readonly action: string;
        readonly dev_type: string;
        readonly device: Record<string, unknown>;
        readonly extra: unknown;
        readonly seq: number;
    }, ctx: NodeContext) => Promise<unknown>;
    hotplug_supported: ({ instance }: {
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
    }, ctx: NodeContext) => Promise<null>;
    resize_disk: ({ instance, disk, new_size }: {
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
        readonly disk: Record<string, unknown>;
        readonly new_size: number;
    }, ctx: NodeContext) => Promise<null>;
    hypervisor_validate_params: ({ hvname, hvfull }: {
        readonly hvname: string;
        readonly hvfull: Record<string, unknown>;
    }, ctx: NodeContext) => Promise<null>;
    instance_os_add: ({ instance_osp: instance, reinstall, debug }: {
        readonly instance_osp: {
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
        readonly reinstall: boolean;
        readonly debug: number;
    }, ctx: NodeContext) => Promise<null>;
    instance_run_rename: ({ instance, old_name, debug }: {
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
        readonly old_name: string;
        readonly debug: number;
    }, ctx: NodeContext) => Promise<null>;
};
