/** Calls of bootstrap and failover. */
export declare const masterHandlers: {
    master_node_name: (_args: {}, ctx: import("../context.js").NodeContext) => Promise<string>;
    node_start_master_daemons: ({ no_voting }: {
        readonly no_voting: boolean;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    node_stop_master: (_args: {}, ctx: import("../context.js").NodeContext) => Promise<null>;
    node_activate_master_ip: ({ master_params, use_external_mip_script }: {
        readonly master_params: {
            ip: string;
            ip_family: number;
            netdev: string;
            netmask: number;
            uuid?: string | null;
        };
        readonly use_external_mip_script: boolean;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    node_deactivate_master_ip: ({ master_params, use_external_mip_script }: {
        readonly master_params: {
            ip: string;
            ip_family: number;
            netdev: string;
            netmask: number;
            uuid?: string | null;
        };
        readonly use_external_mip_script: boolean;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    node_change_master_netmask: ({ old_netmask, netmask, master_ip, master_netdev }: {
        readonly old_netmask: number;
        readonly netmask: number;
        readonly master_ip: string;
        readonly master_netdev: string;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    node_leave_cluster: ({ modify_ssh_setup }: {
        readonly modify_ssh_setup: boolean;
    }, ctx: import("../context.js").NodeContext) => Promise<string>;
};
