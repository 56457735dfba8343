import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { WireInstance, WireNic } from '@gnt/protocol';
import { nicEnvironment } from '../../../../../../lib/noded/hypervisor/kvm/network/environment.js';
import { InterfaceSetup, parseVlans } from '../../../../../../lib/noded/hypervisor/kvm/network/interface-setup.js';
import { Taps, tapName } from '../../../../../../lib/noded/hypervisor/kvm/network/taps.js';
import { GuardedRunner } from '../../../../../support/test-runner.js';

const instance = {
  name: 'i.test',
  primary_node: 'n',
  hypervisor: 'kvm',
  hvparams: {},
  beparams: {},
  nics: [],
  tags: ['a', 'b'],
} as WireInstance;
const nic: WireNic = { mac: 'aa:00:00:00:00:01', uuid: 'u-1', nicparams: { mode: 'bridged', link: 'br0', vlan: '' } };
const PLAIN = { vnetHeader: true, vhost: false, queues: 1 };

describe('a NIC of a KVM guest', () => {
  let dir: string;
  let conf: string;
  let sys: string;
  let runner: GuardedRunner;
  let setup: InterfaceSetup;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nic-'));
    conf = join(dir, 'conf');
    sys = join(dir, 'sys');
    await mkdir(conf);
    for (const device of ['br0/bridge', 'br0/lower_eth1', 'br0/lower_tapx', 'tap7'])
      await mkdir(join(sys, device), { recursive: true });
    await writeFile(join(sys, 'br0/mtu'), '1400\n');
    await writeFile(join(sys, 'br0/bridge/vlan_filtering'), '1\n');
    await writeFile(join(sys, 'tap7/address'), '2a:01:02:03:04:05\n');
  });
  beforeEach(() => {
    const rule = (program: string, args: readonly string[]) => ({
      exitCode: program === 'ip' && args[1] === 'del' ? 2 : 0,
    });
    runner = new GuardedRunner(() => conf, [rule]);
    setup = new InterfaceSetup({ runner, confDir: conf, sysClassNet: sys });
  });
  after(() => rm(dir, { recursive: true, force: true }));

  const commands = (): string[] => runner.commands.map((argv) => argv.join(' '));
  const connect = (nicparams: object, more: object = {}): Promise<void> =>
    setup.connect(nicEnvironment(instance, 0, { ...nic, nicparams: { vlan: '', ...nicparams }, ...more }, 'tap7'));

  it('is described to scripts as by the original', () => {
    const netinfo = {
      name: 'net1',
      uuid: 'nu',
      network: '192.0.2.0/24',
      gateway: '192.0.2.1',
      mac_prefix: null,
      tags: ['lan', 'blue'],
    };
    const full = { ...nic, ip: '192.0.2.9', name: 'lan0', network: 'nu', netinfo };
    assert.deepEqual(nicEnvironment(instance, 2, full, 'tap7'), {
      ...{
        INSTANCE: 'i.test',
        MAC: 'aa:00:00:00:00:01',
        MODE: 'bridged',
        INTERFACE: 'tap7',
        INTERFACE_INDEX: '2',
        INTERFACE_UUID: 'u-1',
      },
      ...{ TAGS: 'a b', IP: '192.0.2.9', INTERFACE_NAME: 'lan0', LINK: 'br0', VLAN: '', BRIDGE: 'br0' },
      ...{
        NETWORK_NAME: 'net1',
        NETWORK_UUID: 'nu',
        NETWORK_TAGS: 'blue lan',
        NETWORK_SUBNET: '192.0.2.0/24',
        NETWORK_GATEWAY: '192.0.2.1',
      },
    });
  });

  it('joins its bridge with the MTU of the bridge and a high address', async () => {
    await connect({ mode: 'bridged', link: 'br0' });
    assert.deepEqual(commands(), [
      'ip link set tap7 address fe:01:02:03:04:05',
      'ip link set tap7 mtu 1400',
      'ip link set tap7 master br0',
      'ip link set tap7 up',
    ]);
  });

  it('gets its VLANs on a bridge that filters, the uplinks too', async () => {
    await connect({ mode: 'bridged', link: 'br0', vlan: '.5:7' });
    assert.deepEqual(commands().slice(4), [
      'bridge vlan add dev tap7 vid 5 pvid untagged master',
      'bridge vlan add dev eth1 vid 5 master',
      'bridge vlan add dev tap7 vid 7 master',
      'bridge vlan add dev eth1 vid 7 master',
    ]);
    assert.deepEqual(parseVlans(':7:8'), [
      { id: '7', untagged: false },
      { id: '8', untagged: false },
    ]);
  });

  it('joins an Open vSwitch with its VLANs', async () => {
    await connect({ mode: 'openvswitch', link: 'ovs0', vlan: '.5:7:8' });
    assert.deepEqual(commands(), [
      'ovs-vsctl --if-exists del-port tap7',
      'ip link set tap7 up',
      'ovs-vsctl add-port ovs0 tap7',
      'ovs-vsctl set port tap7 tag=5',
      'ovs-vsctl set port tap7 trunks=7,8',
    ]);
  });

  it('is routed by its table', async () => {
    await connect({ mode: 'routed', link: '100' }, { ip: '192.0.2.9' });
    assert.deepEqual(commands(), [
      'ip link set tap7 up',
      'ip rule del dev tap7',
      'ip rule add dev tap7 table 100',
      'ip route replace 192.0.2.9 table 100 proto static dev tap7',
    ]);
  });

  it('is left to the script of the operator when there is one', async () => {
    const script = join(conf, 'kvm-vif-bridge');
    await writeFile(script, `#!/bin/sh\necho "$INTERFACE $MODE $LINK" > ${dir}/called\n`);
    await chmod(script, 0o755);
    await connect({ mode: 'bridged', link: 'br9' });
    assert.deepEqual(commands(), []);
    assert.equal(await readFile(join(dir, 'called'), 'utf8'), 'tap7 bridged br9\n');
    await writeFile(script, '#!/bin/sh\necho no such luck >&2\nexit 3\n');
    await assert.rejects(
      connect({ mode: 'bridged', link: 'br9' }),
      /Failed to configure interface tap7: .*exit code 3: no such luck/,
    );
    await rm(script);
  });

  it('is refused without its bridge, its address or a known mode', async () => {
    await assert.rejects(connect({ mode: 'bridged', link: 'br9' }), /bridge 'br9' does not exist on this node/);
    await assert.rejects(connect({ mode: 'routed', link: '' }), /A routed NIC without an IP address/);
    await assert.rejects(connect({ mode: 'odd', link: '' }), /NIC mode 'odd' is not known/);
    await writeFile(join(sys, 'br0/bridge/vlan_filtering'), '0\n');
    await assert.rejects(connect({ mode: 'bridged', link: 'br0', vlan: '5' }), /VLAN filtering disabled/);
  });

  it('has a tap whose name is its own on each node, made anew over what a crash left', async () => {
    const taps = new Taps({ runner, root: '/a', sysClassNet: sys });
    const name = tapName('/a', 'u-1');
    assert.match(name, /^tap[0-9a-f]{12}$/);
    assert.notEqual(name, tapName('/b', 'u-1'));
    await mkdir(join(sys, name));
    assert.equal(await taps.create(nic, { ...PLAIN, queues: 2 }, 'kvmuser'), name);
    assert.deepEqual(commands(), [
      `ip rule del dev ${name}`,
      `ip link delete dev ${name}`,
      `ip tuntap add dev ${name} mode tap user kvmuser vnet_hdr multi_queue`,
    ]);
  });

  it('has the next number for instance communication', async () => {
    await mkdir(join(sys, 'gnt.com.3'));
    const taps = new Taps({ runner, root: '', sysClassNet: sys });
    assert.equal(await taps.create({ ...nic, name: 'ganeti:communication:i.test' }, PLAIN), 'gnt.com.4');
  });

  it('says what is missing for vhost, and that a tap could not be made', async () => {
    const failing = new GuardedRunner(() => conf, [() => ({ exitCode: 1, stderr: 'Operation not permitted' })]);
    const taps = new Taps({ runner: failing, root: '', sysClassNet: sys });
    await assert.rejects(taps.create(nic, PLAIN), /Failed to allocate a new TAP device: .*Operation not permitted/);
  });
});
