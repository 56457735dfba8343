/** Calls that move a running instance to another node. */
export declare const migrationHandlers: {
    migration_info: ({ instance }: {
        readonly instance: {
            admin_state?: string;
            admin_state_source?: string;
            beparams: Record<string, unknown>;
            disks?: unknown[];
            disks_active?: boolean;
            disks_info?: import("@gnt/protocol").WireDisk[];
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
    }, ctx: import("../context.js").NodeContext) => Promise<unknown>;
    accept_instance: ({ instance, info, target }: {
        readonly instance: {
            admin_state?: string;
            admin_state_source?: string;
            beparams: Record<string, unknown>;
            disks?: unknown[];
            disks_active?: boolean;
            disks_info?: import("@gnt/protocol").WireDisk[];
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
        readonly info: unknown;
        readonly target: string;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    instance_migrate: ({ cluster_name, instance, target, live }: {
        readonly cluster_name: string;
        readonly instance: {
            admin_state?: string;
            admin_state_source?: string;
            beparams: Record<string, unknown>;
            disks?: unknown[];
            disks_active?: boolean;
            disks_info?: import("@gnt/protocol").WireDisk[];
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
        readonly target: string;
        readonly live: boolean;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    instance_get_migration_status: ({ instance }: {
        readonly instance: {
            admin_state?: string;
            admin_state_source?: string;
            beparams: Record<string, unknown>;
            disks?: unknown[];
            disks_active?: boolean;
            disks_info?: import("@gnt/protocol").WireDisk[];
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
    }, ctx: import("../context.js").NodeContext) => Promise<{
        postcopy_status?: string | null;
        status?: string | null;
        total_ram?: number | null;
        transferred_ram?: number | null;
    }>;
    instance_finalize_migration_dst: ({ instance, info, success }: {
        readonly instance: {
            admin_state?: string;
            admin_state_source?: string;
            beparams: Record<string, unknown>;
            disks?: unknown[];
            disks_active?: boolean;
            disks_info?: import("@gnt/protocol").WireDisk[];
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
        readonly info: unknown;
        readonly success: boolean;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    instance_finalize_migration_src: ({ instance, success, live }: {
        readonly instance: {
            admin_state?: string;
            admin_state_source?: string;
            beparams: Record<string, unknown>;
            disks?: unknown[];
            disks_active?: boolean;
            disks_info?: import("@gnt/protocol").WireDisk[];
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
        readonly success: boolean;
        readonly live: boolean;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
};
