import { DATA_COLLECTOR_DRBD } from '@gnt/constants';
import { mondCollector, MOND_STATUS } from '@gnt/protocol';
import { parseDrbd, type DrbdDevice } from '../parse/drbd.js';
import { mergedStatus, STATUS_OK, type Status } from '../report.js';
import type { Collector, CollectorDependencies } from './interface.js';

/** Where DRBD 8 shows its devices. */
export const DRBD_FILE = '/proc/drbd';

const BAD = MOND_STATUS.bad;
const MENDING = MOND_STATUS.temporarilyBad;
const CONNECTING: readonly [Status['code'], string] = [MENDING, 'connecting to the peer'];
const TROUBLE: readonly [Status['code'], string] = [MENDING, 'trouble on the way to the peer'];

/** Connection states that are not well, and what they mean; DRBD mends some by itself. */
const STATES: Readonly<Record<string, readonly [Status['code'], string]>> = {
  StandAlone: [BAD, 'not connected, and does not try to'],
  Disconnecting: [BAD, 'the connection is being closed'],
  TearDown: [BAD, 'the peer closes the connection'],
  Unconnected: CONNECTING,
  WFConnection: CONNECTING,
  WFReportParams: CONNECTING,
  Timeout: TROUBLE,
  BrokenPipe: TROUBLE,
  NetworkFailure: TROUBLE,
  ProtocolError: TROUBLE,
};

/** Health of one device by its connection. */
export function deviceStatus({ minor, connectionState }: DrbdDevice): Status {
  const [code, message] = STATES[connectionState] ?? [STATUS_OK.code, ''];
  return { code, message: message === '' ? '' : `${String(minor)}: ${message}` };
}

/** Names of instances by minor, from rows as confd gives them: node, minor, instance, disk, role, peer. */
export function ownersOf(rows: unknown): Map<number, string> {
  if (!Array.isArray(rows)) throw new Error('the pairing of DRBD minors and instances is not a list');
  return new Map(
    rows.map((row: unknown) => {
      const [, minor, instance] = Array.isArray(row) ? (row as unknown[]) : [];
      if (typeof minor !== 'number' || typeof instance !== 'string')
        throw new Error(`not a pairing of minor and instance: ${JSON.stringify(row)}`);
      return [minor, instance];
    }),
  );
}

/** Files to read instead of the kernel's and of asking confd. */
export interface DrbdSources {
  readonly statusFile?: string | undefined;
  readonly pairingFile?: string | undefined;
}

/** DRBD devices of this node. */
export function drbdCollector(deps: CollectorDependencies, sources: DrbdSources = {}): Collector {
  const owners = async (): Promise<Map<number, string>> => {
    if (sources.pairingFile !== undefined) return ownersOf(JSON.parse(await deps.files.readText(sources.pairingFile)));
    try {
      return ownersOf(await deps.confd.ask('REQ_NODE_DRBD', deps.hostname));
    } catch (err) {
      deps.log.warn({ err }, 'whose DRBD devices these are cannot be told');
      return new Map();
    }
  };
  return {
    name: DATA_COLLECTOR_DRBD,
    row: mondCollector(DATA_COLLECTOR_DRBD),
    async collect() {
      const text = await deps.files.readText(sources.statusFile ?? DRBD_FILE);
      const status = parseDrbd(text, await owners());
      return { status: mergedStatus(status.deviceInfos.map(deviceStatus)), ...status };
    },
  };
}
