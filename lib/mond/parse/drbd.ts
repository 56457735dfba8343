/** Versions that /proc/drbd begins with. */
export interface DrbdVersion {
  version?: string;
  api?: string;
  proto?: string;
  srcversion?: string;
  gitHash?: string;
  buildBy?: string;
}

/** A DRBD device; one that is not configured has the first two fields only. */
export interface DrbdDevice {
  readonly minor: number;
  readonly connectionState: string;
  readonly [field: string]: unknown;
}

export interface DrbdStatus {
  readonly versionInfo: DrbdVersion;
  readonly deviceInfos: DrbdDevice[];
}

const UNCONFIGURED = 'Unconfigured';
const DEVICE = /^\s*(\d+): cs:(\w+)(.*)$/;
const STATE = /^\s+(?:ro|st):(\w+)\/(\w+)\s+ds:(\w+)\/(\w+)\s(.)\s*([^\0]*)/;
const NUMBERS = [
  ['ns', 'networkSend'],
  ['nr', 'networkReceive'],
  ['dw', 'diskWrite'],
  ['dr', 'diskRead'],
  ['al', 'activityLog'],
  ['bm', 'bitMap'],
  ['lo', 'localCount'],
  ['pe', 'pending'],
  ['ua', 'unacknowledged'],
  ['ap', 'applicationPending'],
] as const;
const SYNC =
  /sync'ed:\s*([\d.]+)%\s*\((\d+)\/(\d+)\)\s*([KM])\s*finish:\s*(\d+):(\d+):(\d+)\s+speed:\s*([\d,]+)\s*\([\d,]+\)(?:\s*want:\s*([\d,]+))?\s*([KM])\/sec/;
const UNITS: Readonly<Record<string, string>> = { K: 'KiloByte', M: 'MegaByte' };

function versionsOf(text: string): DrbdVersion {
  const versions = {
    version: /^version:\s*(\S+)/m,
    api: /\(api:([^/\n]*)/,
    proto: /\/proto:([^)\n]*)/,
    srcversion: /^srcversion:\s+(.*)$/m,
    gitHash: /^GIT-hash:\s*(\S+)/m,
    buildBy: /build by\s+(.*)$/m,
  };
  return Object.fromEntries(
    Object.entries(versions).flatMap(([key, pattern]) => {
      const found = pattern.exec(text)?.[1];
      return found === undefined ? [] : [[key, found]];
    }),
  );
}

function indicatorsOf(body: string, minor: string): Record<string, unknown> {
  const number = (key: string): number | undefined => {
    const found = new RegExp(`\\b${key}:(\\d+)`).exec(body)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const needed = NUMBERS.map(([key, name]): [string, number] => {
    const value = number(key);
    if (value === undefined) throw new Error(`DRBD device ${minor} has no ${key}`);
    return [name, value];
  });
  const [epochs, outOfSync, writeOrder] = [number('ep'), number('oos'), /\bwo:(.)/.exec(body)?.[1]];
  return {
    ...Object.fromEntries(needed),
    ...(epochs === undefined ? {} : { epochs }),
    ...(writeOrder === undefined ? {} : { writeOrder }),
    ...(outOfSync === undefined ? {} : { outOfSync }),
  };
}

const grouped = (text: string): number => Number(text.replaceAll(',', ''));

function syncOf(body: string, minor: string): Record<string, unknown> {
  const found = SYNC.exec(body.replaceAll('\n', ' '));
  if (!found) throw new Error(`DRBD device ${minor} synchronises, but does not say how far it is`);
  const [, percentage, part = '', whole = '', unit = '', h = '', m = '', s = '', speed = '', want, speedUnit = ''] =
    found;
  return {
    percentage: Number(percentage),
    progress: `${part}/${whole}`,
    progressUnit: UNITS[unit],
    timeToFinish: [h, m, s].map((n) => n.padStart(2, '0')).join(':'),
    speed: grouped(speed),
    ...(want === undefined ? {} : { want: grouped(want) }),
    speedUnit: `${UNITS[speedUnit] ?? ''}/Second`,
  };
}

function deviceOf(head: RegExpExecArray, body: string, owners: ReadonlyMap<number, string>): DrbdDevice {
  const [, number = '', connectionState = '', rest = ''] = head;
  const minor = Number(number);
  if (connectionState === UNCONFIGURED) return { minor, connectionState };
  const state = STATE.exec(rest);
  if (!state) throw new Error(`DRBD device ${number} is shown in an unknown form: '${rest.trim()}'`);
  const [, localRole, remoteRole, localState, remoteState, replicationProtocol, ioFlags] = state;
  const syncs = connectionState === 'SyncSource' || connectionState === 'SyncTarget';
  return {
    minor,
    connectionState,
    localRole,
    remoteRole,
    localState,
    remoteState,
    replicationProtocol,
    ioFlags,
    perfIndicators: indicatorsOf(body, number),
    ...(syncs ? { syncStatus: syncOf(body, number) } : {}),
    instance: owners.get(minor) ?? null,
  };
}

/** Reads /proc/drbd of DRBD 8; `owners` are the instances of this node's minors. */
export function parseDrbd(text: string, owners: ReadonlyMap<number, string>): DrbdStatus {
  const versionInfo = versionsOf(text);
  if (Object.keys(versionInfo).length === 0) throw new Error('no version of DRBD in its status file');
  const deviceInfos: DrbdDevice[] = [];
  let head: RegExpExecArray | undefined;
  let body: string[] = [];
  const finish = (): void => {
    if (head) deviceInfos.push(deviceOf(head, body.join('\n'), owners));
    body = [];
  };
  for (const line of text.split('\n')) {
    const next = DEVICE.exec(line);
    if (next) {
      finish();
      head = next;
    } else body.push(line);
  }
  finish();
  return { versionInfo, deviceInfos };
}
