import { ht, type Infer } from '@gnt/ht';
import { GanetiError } from '@gnt/protocol';
import { PublicKeyFile } from '../../common/ssh/public-keys.js';
import { authorizeKeys, createRootKey, revokeKeys } from '../../common/ssh/user-files.js';
import type { BootstrapContext } from '../context.js';
import { checkClusterName, readRequest } from '../tool-input.js';
import { checkSameCertificate } from './join.js';

const keyKind = ht.oneOf(['rsa', 'dsa', 'ecdsa']);
const keys = ht.dict(ht.list(ht.nonEmptyString));

/** What a node daemon sends to ssh-update on another node (the original's key names). */
export const updateRequest = ht.record({
  cluster_name: ht.nonEmptyString,
  node_daemon_certificate: ht.nonEmptyString,
  public_keys: ht.optionalKey(ht.tuple(ht.oneOf(['add', 'replace_or_add', 'remove', 'override', 'clear']), keys)),
  authorized_keys: ht.optionalKey(ht.tuple(ht.oneOf(['add', 'remove']), keys)),
  generate: ht.optionalKey(ht.tuple(keyKind, ht.positiveInt, ht.string)),
  ssh_key_type: ht.optionalKey(keyKind),
  ssh_key_bits: ht.optionalKey(ht.positiveInt),
});
type Request = Infer<typeof updateRequest>;

/** ssh-update: changes root's authorized_keys, the cluster's list of public keys, and root's own key on this node. */
export async function updateSsh(input: string, home: string, dryRun: boolean, ctx: BootstrapContext): Promise<void> {
  const data = readRequest(updateRequest, input);
  await checkClusterName(data.cluster_name, ctx);
  if (/PRIVATE KEY/.test(data.node_daemon_certificate)) {
    throw new GanetiError('GenericError', ['The node daemon certificate must come without its private key']);
  }
  await checkSameCertificate(data.node_daemon_certificate, ctx);
  if (dryRun) {
    ctx.warn('Dry run: SSH keys stay as they are');
    return;
  }
  if (data.authorized_keys) await changeAuthorized(data.authorized_keys, home, ctx);
  if (data.public_keys) await changePublic(data.public_keys, ctx);
  if (data.generate) {
    const [kind, bits, suffix] = data.generate;
    const deps = { files: ctx.files, runner: ctx.runner, now: () => ctx.clock.now() };
    await createRootKey(deps, home, kind, bits, suffix);
  }
}

function changeAuthorized(
  [action, byNode]: NonNullable<Request['authorized_keys']>,
  home: string,
  ctx: BootstrapContext,
): Promise<void> {
  const all = Object.values(byNode).flat();
  return action === 'add' ? authorizeKeys(ctx.files, home, all) : revokeKeys(ctx.files, home, all);
}

async function changePublic(
  [action, byNode]: NonNullable<Request['public_keys']>,
  ctx: BootstrapContext,
): Promise<void> {
  const file = new PublicKeyFile(ctx.files, ctx.paths);
  if (action === 'override') await file.override(byNode);
  else if (action === 'clear') await file.override({});
  else if (action === 'remove') await file.remove(Object.keys(byNode));
  else if (action === 'replace_or_add') await file.replace(byNode);
  else for (const [node, own] of Object.entries(byNode)) for (const key of own) await file.add(node, key);
}
