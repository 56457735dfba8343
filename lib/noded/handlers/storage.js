import { createStorageDirectory, removeStorageDirectory, renameStorageDirectory, } from '../backend/storage/directories.js';
import { exportInfo, listExports, removeExport } from '../backend/storage/exports.js';
import { listStorage } from '../backend/storage/list.js';
import { done } from './types.js';
/** Calls about storage units, directories of disk files and exports. */
export const storageHandlers = {
    storage_list: ({ su_name, su_args, name, fields }, ctx) => listStorage(ctx, su_name, su_args, name, fields),
    file_storage_dir_create: ({ file_storage_dir }, ctx) => done(createStorageDirectory(ctx, file_storage_dir)),
    file_storage_dir_remove: ({ file_storage_dir }, ctx) => done(removeStorageDirectory(ctx, file_storage_dir)),
    file_storage_dir_rename: ({ old_file_storage_dir, new_file_storage_dir }, ctx) => done(renameStorageDirectory(ctx, old_file_storage_dir, new_file_storage_dir)),
    export_list: (_args, ctx) => listExports(ctx),
    export_info: ({ path }, ctx) => exportInfo(ctx, path),
    export_remove: ({ export: name }, ctx) => done(removeExport(ctx, name)),
};
