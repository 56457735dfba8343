import type { Files } from '../../common/files.js';

const HOSTS = '/etc/hosts';
const mark = (which: 'begin' | 'end', dir: string): string => `# ${which} virtual cluster ${dir}`;

function without(text: string, dir: string): string {
  const lines = text.split('\n');
  const begin = lines.indexOf(mark('begin', dir));
  const end = lines.indexOf(mark('end', dir));
  if (begin === -1 || end < begin) return text;
  return [...lines.slice(0, begin), ...lines.slice(end + 1)].join('\n');
}

/** Puts the cluster's names into the machine's hosts file, between markers (`--etc-hosts`). */
export async function addToEtcHosts(
  files: Files,
  dir: string,
  entries: readonly { name: string; ip: string }[],
): Promise<void> {
  const old = without(await files.readText(HOSTS), dir);
  const block = [mark('begin', dir), ...entries.map((e) => `${e.ip}\t${e.name}`), mark('end', dir)].join('\n');
  await files.writeAtomic(HOSTS, `${old.replace(/\n*$/, '\n')}${block}\n`, { mode: 0o644 });
}

/** Takes them out again; nothing happens when they are not there. */
export async function removeFromEtcHosts(files: Files, dir: string): Promise<void> {
  const text = await files.readText(HOSTS);
  const cleaned = without(text, dir);
  if (cleaned !== text) await files.writeAtomic(HOSTS, cleaned, { mode: 0o644 });
}
