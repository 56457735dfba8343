/** Calls about storage units, directories of disk files and exports. */
export declare const storageHandlers: {
    storage_list: ({ su_name, su_args, name, fields }: {
        readonly su_name: string;
        readonly su_args: unknown[];
        readonly name: string | null;
        readonly fields: string[];
    }, ctx: import("../context.js").NodeContext) => Promise<unknown[][]>;
    file_storage_dir_create: ({ file_storage_dir }: {
        readonly file_storage_dir: string;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    file_storage_dir_remove: ({ file_storage_dir }: {
        readonly file_storage_dir: string;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    file_storage_dir_rename: ({ old_file_storage_dir, new_file_storage_dir }: {
        readonly old_file_storage_dir: string;
        readonly new_file_storage_dir: string;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
    export_list: (_args: {}, ctx: import("../context.js").NodeContext) => Promise<string[]>;
    export_info: ({ path }: {
        readonly path: string;
    }, ctx: import("../context.js").NodeContext) => Promise<string>;
    export_remove: ({ export: name }: {
        readonly export: string;
    }, ctx: import("../context.js").NodeContext) => Promise<null>;
};
