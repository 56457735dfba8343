import type { Files } from '../../common/files.js';

/** The host key files that the cluster shares, by kind. */
export const HOST_KEYS = {
  rsa: { secret: '/etc/ssh/ssh_host_rsa_key', public: '/etc/ssh/ssh_host_rsa_key.pub' },
  dsa: { secret: '/etc/ssh/ssh_host_dsa_key', public: '/etc/ssh/ssh_host_dsa_key.pub' },
  ecdsa: { secret: '/etc/ssh/ssh_host_ecdsa_key', public: '/etc/ssh/ssh_host_ecdsa_key.pub' },
} as const;

/** The key data of this host's public keys, as config.data keeps them; "" where there is none. */
export async function hostPublicKeys(files: Files): Promise<{ readonly rsa: string; readonly dsa: string }> {
  const data = async (path: string): Promise<string> =>
    ((await files.readTextIfPresent(path)) ?? '').split(/\s+/)[1] ?? '';
  return { rsa: await data(HOST_KEYS.rsa.public), dsa: await data(HOST_KEYS.dsa.public) };
}

/** known_hosts of the cluster: its name is the alias of every node. */
export function knownHosts(clusterName: string, keys: { readonly rsa: string; readonly dsa: string }): string {
  return [
    ...(keys.rsa === '' ? [] : [`${clusterName} ssh-rsa ${keys.rsa}\n`]),
    ...(keys.dsa === '' ? [] : [`${clusterName} ssh-dss ${keys.dsa}\n`]),
  ].join('');
}

/** Complete pairs of this host's keys as [kind, secret, public], the form that prepare-node-join reads. */
export async function hostKeyPairs(files: Files, warn: (line: string) => void): Promise<[string, string, string][]> {
  const pairs: [string, string, string][] = [];
  for (const [kind, paths] of Object.entries(HOST_KEYS)) {
    const secret = await files.readTextIfPresent(paths.secret);
    const publicKey = await files.readTextIfPresent(paths.public);
    if (secret !== undefined && publicKey !== undefined) pairs.push([kind, secret, publicKey]);
    else if (secret !== undefined || publicKey !== undefined) {
      warn(`Only one half of the ${kind} host key is there; see ${paths.secret} and ${paths.public}`);
    }
  }
  return pairs;
}
