import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DISK_TEMPLATES, HYPER_TYPES } from '@gnt/constants';
import { RPC_CALLS } from '@gnt/protocol';
import { handlers } from '../../../../lib/noded/handlers/index.js';
import { createTestNode } from '../../../support/test-node.js';

/** Calls of parts that come later: LVM, DRBD, external storage, export and import, SSH keys. */
const LATER: readonly string[] = [
  'bdev_sizes',
  'blockdev_addchildren',
  'blockdev_removechildren',
  'blockdev_snapshot',
  'drbd_attach_net',
  'drbd_disconnect_net',
  'drbd_helper',
  'drbd_needs_activation',
  'drbd_wait_sync',
  'export_start',
  'extstorage_diagnose',
  'finalize_export',
  'impexp_abort',
  'impexp_cleanup',
  'impexp_status',
  'import_start',
  'lv_list',
  'node_ssh_key_add',
  'node_ssh_key_remove',
  'node_ssh_keys_renew',
  'node_volumes',
  'os_export',
  'storage_execute',
  'storage_modify',
  'vg_list',
  'x509_cert_create',
  'x509_cert_remove',
];

describe('the node daemon', () => {
  it('has a handler for every call but those of later parts, and none for calls that do not exist', () => {
    const missing = Object.keys(RPC_CALLS).filter((call) => !Object.hasOwn(handlers, call));
    assert.deepEqual(
      missing.filter((call) => !LATER.includes(call)),
      [],
    );
    assert.deepEqual(
      LATER.filter((call) => !Object.hasOwn(RPC_CALLS, call)),
      [],
    );
    assert.deepEqual(
      Object.keys(handlers).filter((call) => !Object.hasOwn(RPC_CALLS, call)),
      [],
    );
  });

  it('has drivers only under names that the configuration knows', async () => {
    const node = await createTestNode();
    const templates: readonly string[] = DISK_TEMPLATES;
    const types: readonly string[] = HYPER_TYPES;
    assert.deepEqual(
      node.ctx.storages.names.filter((name) => !templates.includes(name)),
      [],
    );
    assert.deepEqual(
      node.ctx.hypervisors.all.map(({ type }) => type).filter((type) => !types.includes(type)),
      [],
    );
    for (const name of node.ctx.storages.names) assert.equal(node.ctx.storages.get(name).template, name);
    await node.remove();
  });

  it('never imports the master, nor does the master import it', () => {
    const imports = (directory: string, forbidden: RegExp): string[] =>
      readdirSync(directory, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && forbidden.test(readFileSync(join(directory, name), 'utf8')))
        .map((name) => join(directory, name));
    assert.deepEqual(imports('lib/noded', /from '[./]+masterd\//), []);
    assert.deepEqual(imports('lib/masterd', /from '[./]+noded\//), []);
  });
});
