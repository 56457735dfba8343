/** Calls about the node itself. */
export declare const nodeHandlers: {
    version: () => number;
    node_info: ({ storage_units, hv_specs }: {
        readonly storage_units: [string, string | null, unknown[]][] | null;
        readonly hv_specs: [string, Record<string, unknown>][] | null;
    }, ctx: import("../context.js").NodeContext) => Promise<[string, {
        name: string | null;
        storage_free?: number | null;
        storage_size?: number | null;
        type: string;
    }[] | null, ({
        cpu_dom0?: number;
        cpu_nodes?: number;
        cpu_sockets?: number;
        cpu_total?: number;
        hv_version?: unknown;
        memory_dom0?: number;
        memory_free?: number;
        memory_hv?: number;
        memory_total?: number;
    } | null)[] | null]>;
    node_verify: ({ checkdict, cluster_name, all_hvparams }: {
        readonly checkdict: Record<string, unknown>;
        readonly cluster_name: string;
        readonly all_hvparams: Record<string, Record<string, unknown>>;
    }, ctx: import("../context.js").NodeContext) => Promise<Record<string, unknown>>;
    node_verify_light: ({ checkdict, cluster_name, hvparams }: {
        readonly checkdict: Record<string, unknown>;
        readonly cluster_name: string;
        readonly hvparams: Record<string, Record<string, unknown>>;
    }, ctx: import("../context.js").NodeContext) => Promise<Record<string, unknown>>;
    node_has_ip_address: ({ address }: {
        readonly address: string;
    }, ctx: import("../context.js").NodeContext) => Promise<boolean>;
    node_demote_from_mc: (_args: {}, ctx: import("../context.js").NodeContext) => Promise<null>;
    node_powercycle: ({ hypervisor }: {
        readonly hypervisor: string;
        readonly hvparams: Record<string, unknown>;
    }, ctx: import("../context.js").NodeContext) => string;
    node_configure_ovs: ({ ovs_name, ovs_link }: {
        readonly ovs_name: string;
        readonly ovs_link: string | null;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    node_crypto_tokens: ({ token_request }: {
        readonly token_request: [string, string, Record<string, unknown> | null][];
    }, ctx: import("../context.js").NodeContext) => Promise<[string, string][]>;
    node_ensure_daemon: ({ daemon, run }: {
        readonly daemon: string;
        readonly run: boolean;
    }, ctx: import("../context.js").NodeContext) => Promise<boolean>;
    bridges_exist: ({ bridges_list }: {
        readonly bridges_list: string[];
    }) => Promise<null>;
    etc_hosts_modify: ({ mode, name, ip }: {
        readonly mode: string;
        readonly name: string;
        readonly ip: string | null;
    }, ctx: import("../context.js").NodeContext) => Promise<boolean>;
    get_file_info: ({ file_path }: {
        readonly file_path: string;
    }, ctx: import("../context.js").NodeContext) => Promise<[boolean, Record<string, number>]>;
    get_watcher_pause: (_args: {}, ctx: import("../context.js").NodeContext) => Promise<number | null>;
    set_watcher_pause: ({ until }: {
        readonly until: number | null;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
};
