import { createPrivateKey, X509Certificate } from 'node:crypto';
import { ht } from '@gnt/ht';
import { VALID_SS_KEYS } from '@gnt/constants';
import { GanetiError } from '@gnt/protocol';
import { createClientCertificate } from '../common/certificates.js';
import type { BootstrapContext } from './context.js';
import { checkSameCertificate } from './ssh/join.js';
import { checkClusterName, readRequest } from './tool-input.js';

/** What `gnt-node add` sends to node-daemon-setup on the new node (the original's key names). */
export const nodeSetupRequest = ht.record({
  cluster_name: ht.nonEmptyString,
  node_daemon_certificate: ht.nonEmptyString,
  hmac_key: ht.nonEmptyString,
  ssconf: ht.dict(ht.string),
  start_node_daemon: ht.bool,
  node_name: ht.string,
});

function checkCertificate(pem: string): void {
  try {
    const certificate = new X509Certificate(pem);
    if (!certificate.checkPrivateKey(createPrivateKey(pem))) throw new Error('the key is not that of the certificate');
  } catch (e) {
    throw new GanetiError(
      'GenericError',
      [`The node daemon certificate cannot be used: ${e instanceof Error ? e.message : String(e)}`],
      {
        cause: e,
      },
    );
  }
}

function checkSsconf(values: Readonly<Record<string, string>>, clusterName: string): void {
  const known: readonly string[] = VALID_SS_KEYS;
  const unknown = Object.keys(values).filter((k) => !known.includes(k));
  if (unknown.length > 0) throw new GanetiError('GenericError', [`Unknown ssconf keys: ${unknown.join(', ')}`]);
  const inside = values['cluster_name']?.trim();
  if (inside !== clusterName) {
    throw new GanetiError('GenericError', [`ssconf names cluster '${inside ?? ''}', the request '${clusterName}'`]);
  }
}

/** node-daemon-setup: gives this node the cluster's certificate, key and ssconf, and starts the node daemon. */
export async function setupNodeDaemonHere(input: string, dryRun: boolean, ctx: BootstrapContext): Promise<void> {
  const data = readRequest(nodeSetupRequest, input);
  await checkClusterName(data.cluster_name, ctx);
  checkCertificate(data.node_daemon_certificate);
  await checkSameCertificate(data.node_daemon_certificate, ctx);
  checkSsconf(data.ssconf, data.cluster_name);
  if (dryRun) {
    ctx.warn('Dry run: nothing is written or started');
    return;
  }
  const stop = await ctx.programs.tryRun('daemon-util', ['stop-all']);
  if (stop.exitCode !== 0)
    throw new GanetiError('GenericError', [`Could not stop this node's daemons: ${stop.stderr.trim()}`]);
  await ctx.files.writeAtomic(ctx.paths.file('serverPem'), data.node_daemon_certificate, { mode: 0o440 });
  const client = createClientCertificate(ctx, data.node_daemon_certificate, data.node_name);
  await ctx.files.writeAtomic(ctx.paths.file('clientPem'), client.pem, { mode: 0o440 });
  await ctx.files.writeAtomic(ctx.paths.file('hmacKey'), data.hmac_key, { mode: 0o440 });
  for (const [key, value] of Object.entries(data.ssconf)) {
    await ctx.files.writeAtomic(ctx.paths.ssconf(key), value, { mode: 0o444 });
  }
  if (!data.start_node_daemon) return;
  const start = await ctx.programs.tryRun('daemon-util', ['start', 'ganeti-noded']);
  if (start.exitCode !== 0) {
    throw new GanetiError('GenericError', [
      `Could not start the node daemon: ${start.stderr.trim() || start.stdout.trim()}`,
    ]);
  }
}
