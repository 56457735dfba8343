import { ETC_HOSTS_ADD, ETC_HOSTS_REMOVE, V_CLUSTER_ETC_HOSTS } from '@gnt/constants';
import type { NodeContext } from '../../context.js';
import { NodeError } from '../../errors.js';

/** The hosts file with one line for the address: the first line of it is replaced, further ones go, else one is added. */
export function withHost(text: string, ip: string, name: string): string {
  const alias = name.split('.')[0] ?? name;
  const entry = `${ip}\t${alias === name ? name : `${name} ${alias}`}`;
  const lines: string[] = [];
  let written = false;
  for (const line of linesOf(text)) {
    const [address] = line.split(/\s+/).filter((w) => w !== '');
    if (address !== ip) lines.push(line);
    else if (!written) {
      lines.push(entry);
      written = true;
    }
  }
  if (!written) lines.push(entry);
  return `${lines.join('\n')}\n`;
}

/** The hosts file without a name and its short form; a line that loses its last name goes. */
export function withoutHost(text: string, name: string): string {
  const gone = new Set([name, name.split('.')[0] ?? name]);
  const lines = linesOf(text).flatMap((line) => {
    const words = line.split(/\s+/).filter((w) => w !== '');
    const [address, ...names] = words;
    if (address === undefined || address.startsWith('#') || !names.some((n) => gone.has(n))) return [line];
    const left = names.filter((n) => !gone.has(n));
    return left.length === 0 ? [] : [`${address} ${left.join(' ')}`];
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Adds a name to this machine's hosts file or removes one. */
export async function modifyEtcHosts(
  ctx: Pick<NodeContext, 'paths' | 'files'>,
  mode: string,
  name: string,
  ip: string | null,
): Promise<void> {
  if (mode !== ETC_HOSTS_ADD && mode !== ETC_HOSTS_REMOVE)
    throw new NodeError(`Mode '${mode}' of etc_hosts_modify is not supported`);
  if (mode === ETC_HOSTS_ADD && (ip === null || ip === ''))
    throw new NodeError(`Adding '${name}' to the hosts file needs its address`);
  if (mode === ETC_HOSTS_REMOVE && ip !== null && ip !== '')
    throw new NodeError(`Removing '${name}' from the hosts file takes no address`);
  if (ctx.paths.virtual) throw new NodeError("A virtual node does not change the machine's /etc/hosts");
  const text = (await ctx.files.readTextIfPresent(V_CLUSTER_ETC_HOSTS)) ?? '';
  const changed = ip !== null && ip !== '' ? withHost(text, ip, name) : withoutHost(text, name);
  if (changed !== text) await ctx.files.writeAtomic(V_CLUSTER_ETC_HOSTS, changed, { mode: 0o644 });
}
