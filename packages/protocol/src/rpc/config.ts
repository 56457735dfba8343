import { ht } from '@gnt/ht';
import { defineCall } from './define.js';
import { compressed, fileDetails } from './payloads.js';

/** Calls that carry the cluster's files to its nodes. */
export const configCalls = {
  upload_file: defineCall({
    doc: 'Write one of the allowed files.',
    nodes: 'many',
    args: { file_name: fileDetails },
    result: ht.none,
    timeout: 'normal',
    idempotent: true,
  }),
  upload_file_single: defineCall({
    doc: 'As upload_file, with the parts as arguments of their own.',
    nodes: 'many',
    args: {
      file_name: ht.string,
      content: compressed,
      mode: ht.maybe(ht.int),
      uid: ht.maybe(ht.string),
      gid: ht.maybe(ht.string),
      atime: ht.maybe(ht.float),
      mtime: ht.maybe(ht.float),
    },
    result: ht.none,
    timeout: 'normal',
    idempotent: true,
  }),
  write_ssconf_files: defineCall({
    doc: 'Write the simple configuration files: name to lines.',
    nodes: 'many',
    args: { values: ht.dict(ht.list(ht.string)) },
    result: ht.none,
    timeout: 'normal',
    idempotent: true,
  }),
};
