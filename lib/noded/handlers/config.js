import { uploadFile } from '../backend/files/upload.js';
import { done } from './types.js';
/** Calls that carry the cluster's files here. */
export const configHandlers = {
    upload_file: ({ file_name }, ctx) => {
        const [path, content, mode, user, group, , mtime] = file_name;
        return done(uploadFile(ctx, { path, content, mode, user, group, mtime }));
    },
    upload_file_single: ({ file_name, content, mode, uid, gid, mtime }, ctx) => done(uploadFile(ctx, { path: file_name, content, mode, user: uid, group: gid, mtime })),
    write_ssconf_files: ({ values }, ctx) => done(ctx.ssconf.write(values)),
};
