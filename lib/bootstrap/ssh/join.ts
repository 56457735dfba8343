import { ht, type Infer } from '@gnt/ht';
import { GanetiError } from '@gnt/protocol';
import type { BootstrapContext } from '../context.js';
import { checkClusterName, readRequest } from '../tool-input.js';
import { HOST_KEYS } from './host-keys.js';
import { authorizeKeys, createRootKey } from '../../common/ssh/user-files.js';

const keyKind = ht.oneOf(['rsa', 'dsa', 'ecdsa']);
const keyList = ht.list(ht.tuple(keyKind, ht.string, ht.string));

/** What `gnt-node add` sends to prepare-node-join on the new node (the original's key names). */
export const joinRequest = ht.record({
  cluster_name: ht.nonEmptyString,
  node_daemon_certificate: ht.nonEmptyString,
  ssh_host_key: keyList,
  ssh_root_key: keyList,
  authorized_keys: ht.dict(ht.list(ht.nonEmptyString)),
  ssh_key_type: keyKind,
  ssh_key_bits: ht.positiveInt,
});

/**
 * prepare-node-join: gives this node the cluster's host keys, a key of its own for root, and the candidates' keys in
 * authorized_keys. Refuses a certificate that differs from the one of a cluster the node belongs to.
 */
export async function prepareNodeJoin(
  input: string,
  home: string,
  dryRun: boolean,
  ctx: BootstrapContext,
): Promise<void> {
  const data = readRequest(joinRequest, input);
  await checkClusterName(data.cluster_name, ctx);
  if (/PRIVATE KEY/.test(data.node_daemon_certificate)) {
    throw new GanetiError('GenericError', ['The node daemon certificate must come without its private key']);
  }
  await checkSameCertificate(data.node_daemon_certificate, ctx);
  if (dryRun) {
    ctx.warn('Dry run: SSH keys stay as they are');
    return;
  }
  await installHostKeys(data.ssh_host_key, ctx);
  await createRootKey(
    { files: ctx.files, runner: ctx.runner, now: () => ctx.clock.now() },
    home,
    data.ssh_key_type,
    data.ssh_key_bits,
  );
  await authorizeKeys(ctx.files, home, Object.values(data.authorized_keys).flat());
}

async function installHostKeys(keys: Infer<typeof keyList>, ctx: BootstrapContext): Promise<void> {
  if (keys.length === 0) return;
  for (const [kind, secret, publicKey] of keys) {
    await ctx.files.writeAtomic(HOST_KEYS[kind].secret, secret, { mode: 0o600 });
    await ctx.files.writeAtomic(HOST_KEYS[kind].public, publicKey, { mode: 0o644 });
  }
  const reload = await ctx.programs.tryRun('daemon-util', ['reload-ssh-keys']);
  if (reload.exitCode !== 0)
    throw new GanetiError('GenericError', [`Could not reload the SSH daemon's keys: ${reload.stderr.trim()}`]);
}

/** A node that has a cluster certificate joins only the cluster that has the same. */
export async function checkSameCertificate(pem: string, ctx: BootstrapContext): Promise<void> {
  const own = await ctx.files.readTextIfPresent(ctx.paths.file('serverPem'));
  const body = (text: string): string | undefined =>
    /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text)?.[0];
  if (own !== undefined && body(own) !== body(pem)) {
    throw new GanetiError('X509CertError', [
      ctx.paths.file('serverPem'),
      'Given cluster certificate does not match the one on this node',
    ]);
  }
}
