import { DT_DRBD8, DT_PLAIN, IP4_ADDRESS_ANY, LDS_FAULTY, LDS_UNKNOWN, VNC_BASE_PORT } from '@gnt/constants';
import { isIp4 } from '@gnt/objects';
import { pairs, type Info, type Pairs } from '../output/info.js';
import { withDefaults } from '../output/params.js';
import { str } from '../output/python.js';
import { romanOr } from '../output/roman.js';
import { formatTime } from '../output/time.js';
import { formatUnit } from '../output/units.js';

type Params = Readonly<Record<string, unknown>>;
type Row = readonly [title: string, value: Info];

/** What OP_INSTANCE_QUERY_DATA tells of one disk. */
interface DiskData {
  readonly iv_name: string | null;
  readonly dev_type: string;
  readonly logical_id: unknown;
  readonly drbd_info?: Params | null;
  readonly pstatus: unknown[] | null;
  readonly sstatus: unknown[] | null;
  readonly children: readonly DiskData[] | null;
  readonly mode: string;
  readonly size: unknown;
  readonly spindles: number | null;
  readonly name: string | null;
  readonly uuid: string;
}

/** What OP_INSTANCE_QUERY_DATA tells of one instance. */
export interface InstanceData extends Params {
  readonly nics: readonly unknown[][];
  readonly disks: readonly DiskData[];
  readonly snodes: readonly string[];
  readonly snodes_group_names: readonly string[];
  readonly snodes_group_uuids: readonly string[];
}

function diskIdentity({ dev_type, logical_id, drbd_info }: DiskData, roman: boolean): Row[] {
  if (logical_id === null) return [];
  if (dev_type === DT_DRBD8 && drbd_info) {
    const end = (which: string): string =>
      `${str(drbd_info[`${which}_node`])}, minor=${str(romanOr(drbd_info[`${which}_minor`], roman))}`;
    return [
      ['nodeA', end('primary')],
      ['nodeB', end('secondary')],
      ['port', str(romanOr(drbd_info['port'], roman))],
    ];
  }
  if (dev_type === DT_PLAIN && Array.isArray(logical_id)) return [['logical_id', logical_id.map(str).join('/')]];
  return [['logical_id', str(logical_id)]];
}

function syncText(percent: unknown, seconds: unknown, degraded: unknown, roman: boolean): string {
  const left = seconds ? ` ETA ${str(romanOr(seconds, roman))}s` : ' ETA unknown';
  const sync = typeof percent === 'number' ? `*RECOVERING* ${percent.toFixed(2).padStart(5)}%,${left}` : 'in sync';
  return ` ${sync}, status ${degraded ? '*DEGRADED*' : 'ok'}`;
}

function deviceStatus(type: string, status: readonly unknown[], roman: boolean): string {
  const [path, major, minor, percent, seconds, degraded, state] = status;
  const number = (n: unknown): string => (n === null || n === undefined ? 'N/A' : str(romanOr(n, roman)));
  const text = `${str(path)} (${number(major)}:${number(minor)})`;
  if (type === DT_DRBD8) {
    const local = state === LDS_FAULTY ? ' *MISSING DISK*' : state === LDS_UNKNOWN ? ' *UNCERTAIN STATE*' : '';
    return text + syncText(percent, seconds, degraded, roman) + local;
  }
  return type === DT_PLAIN && state === LDS_FAULTY ? `${text} *FAILED* (failed drive?)` : text;
}

function diskInfo(disk: DiskData, index: number, top: boolean, roman: boolean): Pairs {
  const title = top ? (disk.iv_name ?? `disk ${str(romanOr(index, roman))}`) : `child ${str(romanOr(index, roman))}`;
  const size = typeof disk.size === 'number' ? formatUnit(disk.size, 'h', roman) : str(disk.size);
  const rows: Row[] = [[title, `${disk.dev_type}, size ${size}`]];
  if (top) {
    if (disk.spindles !== null) rows.push(['spindles', disk.spindles]);
    rows.push(['access mode', disk.mode]);
  }
  rows.push(...diskIdentity(disk, roman));
  if (disk.pstatus) rows.push(['on primary', deviceStatus(disk.dev_type, disk.pstatus, roman)]);
  if (disk.sstatus) rows.push(['on secondary', deviceStatus(disk.dev_type, disk.sstatus, roman)]);
  rows.push(['name', disk.name], ['UUID', disk.uuid]);
  if (disk.children && disk.children.length > 0) {
    rows.push(['child devices', disk.children.map((child, i) => diskInfo(child, i, false, roman))]);
  }
  return pairs(...rows);
}

function nicInfo(nic: readonly unknown[], index: number, roman: boolean): Pairs {
  const [name, uuid, ip, mac, mode, link, vlan, , network] = nic;
  const networkName = network ? (network as Params)['name'] : null;
  return pairs(
    [`nic/${str(romanOr(index, roman))}`, ''],
    ['MAC', str(mac)],
    ['IP', str(ip)],
    ['mode', str(mode)],
    ['link', str(link)],
    ['vlan', str(romanOr(vlan, roman))],
    ['network', str(networkName)],
    ['UUID', str(uuid)],
    ['name', str(name)],
  );
}

function nodesInfo(instance: InstanceData): Info {
  const secondaries = instance.snodes.map(
    (name, i) =>
      `${name} (group ${str(instance.snodes_group_names[i])}, group UUID ${str(instance.snodes_group_uuids[i])})`,
  );
  return [
    pairs(
      ['primary', str(instance['pnode'])],
      ['group', `${str(instance['pnode_group_name'])} (UUID ${str(instance['pnode_group_uuid'])})`],
    ),
    pairs(['secondaries', secondaries.join(', ')]),
  ];
}

function vncInfo(instance: InstanceData): Row[] {
  const address = (instance['hv_actual'] as Params)['vnc_bind_address'];
  if (!address) return [];
  const port = instance['network_port'];
  const node = str(instance['pnode']);
  const display = Number(port) - VNC_BASE_PORT;
  if (display > 0 && address === IP4_ADDRESS_ANY)
    return [['console connection', `vnc to ${node}:${str(port)} (display ${String(display)})`]];
  if (display > 0 && isIp4(str(address))) {
    return [['console connection', `vnc to ${str(address)}:${str(port)} (node ${node}) (display ${String(display)})`]];
  }
  // What is no address is the path of a socket.
  return [['console connection', `vnc to ${node}:${str(address)}`]];
}

/** One instance for an info listing. */
export function formatInstance(instance: InstanceData, roman: boolean): Pairs {
  const running = instance['run_state'] ? `, actual state is ${str(instance['run_state'])}` : '';
  const params = (own: string, actual: Params): Record<string, unknown> =>
    withDefaults(instance[own] as Params, actual, roman);
  const backend = instance['be_actual'] as Params;
  return pairs(
    ['Instance name', str(instance['name'])],
    ['UUID', str(instance['uuid'])],
    ['Serial number', str(romanOr(instance['serial_no'], roman))],
    ['Creation time', formatTime(instance['ctime'])],
    ['Modification time', formatTime(instance['mtime'])],
    ['State', `configured to be ${str(instance['config_state'])}${running}`],
    ['Nodes', nodesInfo(instance)],
    ['Operating system', str(instance['os'])],
    ['Operating system parameters', params('os_instance', instance['os_actual'] as Params)],
    ...('network_port' in instance
      ? [['Allocated network port', str(romanOr(instance['network_port'], roman))] as const]
      : []),
    ['Hypervisor', str(instance['hypervisor'])],
    ...vncInfo(instance),
    ['Hypervisor parameters', params('hv_instance', instance['hv_actual'] as Params)],
    // "memory" is the old name of the larger of the two sizes; scripts still read it.
    ['Back-end parameters', params('be_instance', { ...backend, memory: backend['maxmem'] })],
    ['NICs', instance.nics.map((nic, i) => nicInfo(nic, i, roman))],
    ['Disk template', str(instance['disk_template'])],
    ['Disks', instance.disks.map((disk, i) => diskInfo(disk, i, true, roman))],
  );
}
