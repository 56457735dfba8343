import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Files } from '../files.js';
import type { CommandRunner } from '../exec.js';
import { OpExecError } from '@gnt/protocol';

export type SshKeyKind = 'rsa' | 'dsa' | 'ecdsa';

/** Where root's key of a kind lies. */
export function userKey(home: string, kind: SshKeyKind): { readonly secret: string; readonly public: string } {
  const secret = join(home, '.ssh', `id_${kind}`);
  return { secret, public: `${secret}.pub` };
}

export function authorizedKeysFile(home: string): string {
  return join(home, '.ssh/authorized_keys');
}

/** Type and data of a public key line, without options and comment: what makes two keys the same. */
function identity(line: string): string {
  const fields = line.trim().split(/\s+/);
  const at = fields.findIndex((f) => /^(ssh|ecdsa|sk)-/.test(f));
  return at === -1 ? '' : fields.slice(at, at + 2).join(' ');
}

/** Adds keys that are not listed yet to root's authorized_keys. */
export async function authorizeKeys(files: Files, home: string, keys: readonly string[]): Promise<void> {
  await mkdir(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  const file = authorizedKeysFile(home);
  const old = (await files.readTextIfPresent(file)) ?? '';
  const known = new Set(old.split('\n').map(identity));
  const added = keys.filter((k) => identity(k) !== '' && !known.has(identity(k))).map((k) => `${k.trim()}\n`);
  if (added.length > 0)
    await files.writeAtomic(file, `${old.replace(/([^\n])$/, '$1\n')}${added.join('')}`, { mode: 0o600 });
}

/** Takes keys out of root's authorized_keys, whatever their comments and options. */
export async function revokeKeys(files: Files, home: string, keys: readonly string[]): Promise<void> {
  const file = authorizedKeysFile(home);
  const old = await files.readTextIfPresent(file);
  if (old === undefined) return;
  const unwanted = new Set(keys.map(identity).filter((k) => k !== ''));
  const kept = old.split('\n').filter((line) => !unwanted.has(identity(line)));
  const text = kept.join('\n');
  if (text !== old) await files.writeAtomic(file, text, { mode: 0o600 });
}

/** Makes a new key for root, keeps an old one as a backup, and authorises the new one. `suffix` is added to its file name. Returns the public key. */
export async function createRootKey(
  deps: { readonly files: Files; readonly runner: CommandRunner; readonly now: () => number },
  home: string,
  kind: SshKeyKind,
  bits: number,
  suffix = '',
): Promise<string> {
  await mkdir(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  const own = userKey(home, kind);
  const key = { secret: `${own.secret}${suffix}`, public: `${own.secret}${suffix}.pub` };
  for (const path of [key.secret, key.public]) {
    if ((await deps.files.readTextIfPresent(path)) !== undefined) {
      await deps.files.rename(path, `${path}.backup-${Math.floor(deps.now() / 1000)}`);
    }
  }
  const made = await deps.runner.tryRun('ssh-keygen', [
    '-b',
    String(bits),
    '-t',
    kind,
    '-f',
    key.secret,
    '-q',
    '-N',
    '',
  ]);
  if (made.exitCode !== 0)
    throw new OpExecError(`Could not make root's SSH key: ${made.stderr.trim() || made.stdout.trim()}`);
  const line = await deps.files.readText(key.public);
  await authorizeKeys(deps.files, home, [line]);
  return line;
}
