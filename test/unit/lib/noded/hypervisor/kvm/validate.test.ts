import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validateParams } from '../../../../../../lib/noded/hypervisor/kvm/validate.js';
import { KVM_PARAMS } from '../../../../../support/kvm-params.js';
import { sketchedQemu } from '../../../../../support/qemu-texts.js';

const FILE = process.execPath;
const deps = {
  capabilities: sketchedQemu(),
  interfaceAddresses: (name: string) => (name === 'eth0' ? { ipv4: [], ipv6: [] } : undefined),
  requireUser: (user: string) =>
    user === 'kvm' ? Promise.resolve() : Promise.reject(new Error(`Unknown security domain user ${user}`)),
};
const check = (params: object): Promise<void> => validateParams({ ...KVM_PARAMS, kvm_path: FILE, ...params }, deps);

describe('the node-side check of KVM parameters', () => {
  it('accepts what this node can do', async () => {
    for (const params of [
      {},
      { kernel_path: FILE, initrd_path: FILE, mem_path: '/' },
      { cdrom_image_path: 'http://h.test/c.iso' },
      { vnc_bind_address: 'eth0' },
      { vnc_bind_address: '/var/run/vnc' },
      { vnc_bind_address: '', spice_bind: '::1' },
      { security_model: 'user', security_domain: 'kvm' },
      { machine_version: 'pc-i440fx-9.2' },
      { disk_aio: 'native', disk_cache: 'none' },
      { user_shutdown: true },
    ]) {
      await check(params);
    }
  });

  it('refuses each of these with its reason', async () => {
    const table: readonly [object, RegExp][] = [
      [
        { kernel_path: '/nonexistent' },
        /Parameter 'kernel_path' fails validation: not found or not a file \(current value: '\/nonexistent'\)/,
      ],
      [{ cdrom_image_path: '/' }, /'cdrom_image_path' fails validation: is no file here, and no URL/],
      [{ mem_path: FILE }, /'mem_path' fails validation: not found or not a directory/],
      [{ vnc_bind_address: 'eth9' }, /VNC: vnc_bind_address takes an IP address/],
      [{ vnc_bind_address: '/a/../b' }, /VNC: vnc_bind_address takes/],
      [{ spice_bind: '127.0.0.1' }, /VNC and SPICE are both set/],
      [{ vnc_bind_address: '', spice_bind: 'eth9' }, /SPICE: spice_bind takes/],
      [{ security_model: 'user', security_domain: 'nobody-here' }, /Unknown security domain user nobody-here/],
      [{ machine_version: 'pc-2.0' }, /Unsupported machine version: pc-2.0/],
      [{ machine_version: 'microvm' }, /Unsupported machine version: microvm/],
      [{ disk_aio: 'native' }, /'native' goes only with 'disk_cache' 'none'/],
      [{ kvm_extra: "'" }, /No closing quotation/],
    ];
    for (const [params, message] of table) await assert.rejects(check(params), message, JSON.stringify(params));
    const old = { ...deps, capabilities: sketchedQemu({ version: '4.2.0' }) };
    await assert.rejects(
      validateParams({ ...KVM_PARAMS, kvm_path: FILE, disk_aio: 'io_uring' }, old),
      /needs QEMU 5.0 or newer/,
    );
  });
});
