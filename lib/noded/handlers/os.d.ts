/** Calls about OS definitions. */
export declare const osHandlers: {
    os_diagnose: (_args: {}, ctx: import("../context.js").NodeContext) => Promise<[string, string, boolean, string, string[], string[][], number[], boolean][]>;
    os_validate: ({ required, name, checks, params, force_variant }: {
        readonly required: boolean;
        readonly name: string;
        readonly checks: string[];
        readonly params: Record<string, unknown>;
        readonly force_variant: boolean;
    }, ctx: import("../context.js").NodeContext) => Promise<boolean>;
};
