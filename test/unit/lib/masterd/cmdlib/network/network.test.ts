import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GivenOpcode } from '@gnt/opcodes';
import type { Network } from '../../../../../../lib/masterd/planning/objects.js';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const add = { OP_ID: 'OP_NETWORK_ADD', network_name: 'blue', network: '192.0.2.0/29' } as const;
const named = (lab: Lab, name: string): Network | undefined =>
  Object.values(lab.cfg.networks).find((n) => n.name === name);

async function withNetwork(change: Partial<GivenOpcode<'OP_NETWORK_ADD'>> = {}): Promise<Lab> {
  const lab = await Lab.open(labConfig([{ name: 'web', state: 'down' }]));
  await lab.run({ ...add, network: '10.1.0.0/29', ...change });
  lab.lines.length = 0;
  return lab;
}

describe('LUNetworkAdd', () => {
  it('takes the ends, the gateway and what is listed out of the pool', async () => {
    const lab = await Lab.open();
    await lab.run({
      ...add,
      network: '10.1.0.0/29',
      gateway: '10.1.0.1',
      add_reserved_ips: ['10.1.0.4'],
      mac_prefix: 'AA:BB:CC',
      network6: '2001:db8::/64',
      gateway6: '2001:db8::1',
      tags: ['lan'],
    });
    const network = named(lab, 'blue');
    assert.deepEqual(
      [network?.reservations, network?.ext_reservations, network?.mac_prefix, network?.tags],
      ['00000000', '11001001', 'aa:bb:cc', ['lan']],
    );
    const [env] = lab.rpc.argsOf('hooks_runner').map((a) => a.env);
    assert.deepEqual(
      [env?.['GANETI_NETWORK_NAME'], env?.['GANETI_NETWORK_SUBNET'], env?.['GANETI_NETWORK_TAGS']],
      ['blue', '10.1.0.0/29', 'lan'],
    );
  });

  it('keeps addresses of the nodes from instances, unless they are not to be looked at', async () => {
    const lab = await Lab.open();
    await lab.run(add);
    assert.equal(named(lab, 'blue')?.ext_reservations, '11110001');
    assert.ok(lab.lines.includes(" - INFO: Reserved IP address of node 'node2.example.com' (192.0.2.2)"));
    await lab.run({ ...add, network_name: 'red', conflicts_check: false });
    assert.equal(named(lab, 'red')?.ext_reservations, '10000001');
  });

  const refusals: readonly (readonly [string, Partial<GivenOpcode<'OP_NETWORK_ADD'>>, RegExp])[] = [
    ['a network with host bits', { network: '10.1.0.1/29' }, /Cannot create IP address pool for network 'blue'/],
    ['a network that is too big', { network: '10.0.0.0/8' }, /too big/],
    ['a gateway outside', { gateway: '10.9.0.1' }, /does not contain 10\.9\.0\.1/],
    ['a malformed gateway', { gateway: 'x' }, /Gateway 'x' is not a valid IPv4 address/],
    ['a malformed IPv6 gateway', { gateway6: '1.2.3.4' }, /not a valid IPv6 address/],
    ['a malformed IPv6 network', { network6: '2001:db8::/129' }, /not a valid IPv6 network/],
    ['a malformed MAC prefix', { mac_prefix: 'aa:bb' }, /Invalid MAC address prefix/],
    ['an address to reserve that is outside', { add_reserved_ips: ['10.9.0.1'] }, /Cannot reserve IP address/],
    ['a malformed tag', { tags: ['a b'] }, /a b/],
  ];
  for (const [what, change, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const lab = await Lab.open();
      await assert.rejects(lab.run({ ...add, ...change }), message);
      assert.deepEqual(lab.cfg.networks, {});
    });
  }

  it('refuses a name that is taken', async () => {
    const lab = await withNetwork();
    await assert.rejects(lab.run(add), /already exists as a network/);
  });
});

describe('LUNetworkSetParams', () => {
  const set = { OP_ID: 'OP_NETWORK_SET_PARAMS', network_name: 'blue' } as const;

  it('moves the gateway with its reservation', async () => {
    const lab = await withNetwork({ gateway: '10.1.0.1' });
    await lab.run({ ...set, gateway: '10.1.0.2' });
    assert.deepEqual([named(lab, 'blue')?.gateway, named(lab, 'blue')?.ext_reservations], ['10.1.0.2', '10100001']);
    await lab.run({ ...set, gateway: 'none' });
    assert.deepEqual([named(lab, 'blue')?.gateway, named(lab, 'blue')?.ext_reservations], [undefined, '10000001']);
  });

  it('says when there is nothing to move', async () => {
    const lab = await withNetwork({ gateway: '10.1.0.1' });
    await lab.run({ ...set, gateway: '10.1.0.1' });
    assert.deepEqual(lab.lines, [' - WARNING: Gateway is already 10.1.0.1']);
  });

  it('reserves and frees what it can and warns of the rest', async () => {
    const lab = await withNetwork({ gateway: '10.1.0.1', add_reserved_ips: ['10.1.0.4'] });
    await lab.run({
      ...set,
      add_reserved_ips: ['10.1.0.5', '10.1.0.4'],
      remove_reserved_ips: ['10.1.0.4', '10.1.0.1', '10.1.0.6'],
    });
    assert.equal(named(lab, 'blue')?.ext_reservations, '11000101');
    const starts = [
      ' - WARNING: Cannot reserve IP address 10.1.0.4: ',
      " - WARNING: Cannot unreserve Gateway's IP",
      ' - WARNING: Cannot release IP address 10.1.0.6: ',
    ];
    assert.equal(lab.lines.length, starts.length);
    for (const [i, start] of starts.entries()) assert.ok(lab.lines[i]?.startsWith(start), lab.lines[i]);
  });

  it('changes prefix and IPv6, and takes them away by the word none', async () => {
    const lab = await withNetwork();
    await lab.run({ ...set, mac_prefix: 'AA:BB:CC', network6: '2001:db8::/64', gateway6: '2001:db8::1' });
    const { mac_prefix, network6, gateway6 } = named(lab, 'blue')!;
    assert.deepEqual([mac_prefix, network6, gateway6], ['aa:bb:cc', '2001:db8::/64', '2001:db8::1']);
    await lab.run({ ...set, mac_prefix: 'none', network6: 'none', gateway6: 'none' });
    assert.ok(!('mac_prefix' in named(lab, 'blue')!) && !('network6' in named(lab, 'blue')!));
  });

  it('refuses gateways that are taken or outside, and two kinds of changes at once', async () => {
    const lab = await withNetwork({ add_reserved_ips: ['10.1.0.4'] });
    await assert.rejects(lab.run({ ...set, gateway: '10.1.0.4' }), /already externally reserved/);
    await assert.rejects(lab.run({ ...set, gateway: '10.9.0.4' }), /is not in 10\.1\.0\.0\/29/);
    await assert.rejects(
      lab.run({ ...set, gateway: '10.1.0.2', add_reserved_ips: ['10.1.0.5'] }),
      /Cannot modify gateway and reserved ips at once/,
    );
  });
});

describe('connections of networks', () => {
  const names = { network_name: 'blue', group_name: 'default' } as const;
  const connect = { OP_ID: 'OP_NETWORK_CONNECT', ...names, network_mode: 'bridged', network_link: 'br7' } as const;
  const disconnect = { OP_ID: 'OP_NETWORK_DISCONNECT', ...names } as const;
  const addNic: GivenOpcode<'OP_INSTANCE_SET_PARAMS'> = {
    OP_ID: 'OP_INSTANCE_SET_PARAMS',
    instance_name: 'web',
    nics: [['add', -1, { ip: 'pool', network: 'blue' }]],
  };

  it('are made, used by cards, and kept while they are used', async () => {
    const lab = await withNetwork();
    await lab.run(connect);
    const uuid = named(lab, 'blue')!.uuid;
    assert.deepEqual(lab.cfg.nodegroups['group1']?.networks[uuid], { mode: 'bridged', link: 'br7', vlan: '' });
    await lab.run(addNic);
    await assert.rejects(lab.run(disconnect), /Conflicting IP addresses found/);
    assert.match(
      lab.lines.join('\n'),
      /about to disconnect from node group 'default'.*web.example.com: nic1\/10.1.0.1/,
    );
    await lab.run({ ...addNic, nics: [['remove', 1, {}]] });
    await lab.run(disconnect);
    assert.deepEqual(lab.cfg.nodegroups['group1'].networks, {});
  });

  it('are not made over addresses in use', async () => {
    const lab = await withNetwork();
    await lab.run({ ...addNic, nics: [['modify', 0, { ip: '10.1.0.3' }]] });
    await assert.rejects(lab.run(connect), /Conflicting IP addresses found/);
    await lab.run({ ...connect, conflicts_check: false });
  });

  it('are a matter of a warning when there is nothing to do', async () => {
    const lab = await withNetwork();
    await lab.run(disconnect);
    await lab.run(connect);
    await lab.run(connect);
    assert.deepEqual(lab.lines, [
      " - WARNING: Network 'blue' is not mapped to group 'default'",
      " - WARNING: Network 'blue' is already mapped to group 'default'",
    ]);
  });

  it('keep a network from being removed', async () => {
    const lab = await withNetwork();
    await lab.run(connect);
    const remove = { OP_ID: 'OP_NETWORK_REMOVE', network_name: 'blue' } as const;
    await assert.rejects(lab.run(remove), /Network still connected/);
    assert.match(lab.lines.join('\n'), /is connected to the following node groups: default/);
    await lab.run(disconnect);
    await lab.run(remove);
    assert.deepEqual(lab.cfg.networks, {});
  });

  it('are where a new name is told', async () => {
    const lab = await withNetwork();
    await lab.run(connect);
    const rename = { OP_ID: 'OP_NETWORK_RENAME', network_name: 'blue', new_name: 'red' } as const;
    assert.equal(await lab.run(rename), 'red');
    assert.ok(named(lab, 'red'));
    const told = lab.rpc.calls.filter((c) => c.call === 'hooks_runner' && c.args['hpath'] === 'network-rename');
    assert.equal(told.length, 6);
    await assert.rejects(lab.run({ ...rename, network_name: 'red' }), /clashes with existing network/);
  });
});
