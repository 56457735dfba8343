import { ht } from '@gnt/ht';
import { defineCall } from './define.js';
import { parameters, wireInstance } from './payloads.js';

/** Calls about OS definitions and external storage providers. */
export const osCalls = {
  os_diagnose: defineCall({
    doc: 'OS definitions: name, path, validity, what is wrong, variants, parameters with their text, API versions, trust.',
    nodes: 'many',
    args: {},
    result: ht.list(
      ht.tuple(
        ht.string,
        ht.string,
        ht.bool,
        ht.string,
        ht.list(ht.string),
        ht.list(ht.list(ht.string)),
        ht.list(ht.int),
        ht.bool,
      ),
    ),
    timeout: 'fast',
    idempotent: true,
  }),
  os_validate: defineCall({
    doc: 'Check an OS and its parameters; false when it is not there and need not be.',
    nodes: 'many',
    args: {
      required: ht.bool,
      name: ht.string,
      checks: ht.list(ht.string),
      params: parameters,
      force_variant: ht.bool,
    },
    result: ht.bool,
    timeout: 'fast',
    idempotent: true,
  }),
  os_export: defineCall({
    doc: "Pack up the OS of an instance's disk; answers the path.",
    nodes: 'one',
    args: { instance: wireInstance, override_env: parameters },
    result: ht.string,
    timeout: 'fast',
    idempotent: false,
  }),
  extstorage_diagnose: defineCall({
    doc: 'External storage providers: name, path, validity, what is wrong, parameters with their text.',
    nodes: 'many',
    args: {},
    result: ht.list(ht.tuple(ht.string, ht.string, ht.bool, ht.string, ht.list(ht.list(ht.string)))),
    timeout: 'fast',
    idempotent: true,
  }),
};
