/** Calls that carry the cluster's files here. */
export declare const configHandlers: {
    upload_file: ({ file_name }: {
        readonly file_name: [string, [0 | 1, string], number | null, string | null, string | null, number | null, number | null];
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    upload_file_single: ({ file_name, content, mode, uid, gid, mtime }: {
        readonly file_name: string;
        readonly content: [0 | 1, string];
        readonly mode: number | null;
        readonly uid: string | null;
        readonly gid: string | null;
        readonly atime: number | null;
        readonly mtime: number | null;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    write_ssconf_files: ({ values }: {
        readonly values: Record<string, string[]>;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
};
