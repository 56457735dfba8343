/** Calls that keep the job queue here; each holds the queue's lock. */
export declare const jobqueueHandlers: {
    jobqueue_update: ({ file_name, content }: {
        readonly file_name: string;
        readonly content: [0 | 1, string];
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    jobqueue_purge: (_args: {}, ctx: import("../context.js").NodeContext) => Promise<null>;
    jobqueue_rename: ({ rename }: {
        readonly rename: [string, string][];
    }, ctx: import("../context.js").NodeContext) => Promise<null[]>;
    jobqueue_set_drain_flag: ({ flag }: {
        readonly flag: boolean;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
};
