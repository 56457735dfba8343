/** Calls that run programs here. */
export declare const runHandlers: {
    hooks_runner: ({ hpath, phase, env }: {
        readonly hpath: string;
        readonly phase: string;
        readonly env: Record<string, string>;
    }, ctx: import("../context.js").NodeContext) => Promise<import("../backend/run/hooks.js").HookResult[]>;
    iallocator_runner: ({ name, idata, default_iallocator_params }: {
        readonly name: string;
        readonly idata: string;
        readonly default_iallocator_params: Record<string, unknown>;
    }, ctx: import("../context.js").NodeContext) => Promise<string>;
    restricted_command: ({ cmd }: {
        readonly cmd: string;
    }, ctx: import("../context.js").NodeContext) => Promise<string>;
    run_oob: ({ oob_program, command, remote_node, timeout }: {
        readonly oob_program: string;
        readonly command: string;
        readonly remote_node: string;
        readonly timeout: number;
    }, ctx: import("../context.js").NodeContext) => Promise<unknown>;
    test_delay: ({ duration }: {
        readonly duration: number;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
};
