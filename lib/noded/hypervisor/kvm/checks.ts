import { stat } from 'node:fs/promises';
import { KVM_PATH, SOCAT_PATH } from '@gnt/constants';
import { HypervisorError } from '../errors.js';
import type { HvParams } from '../interface.js';
import { ParamReader } from '../params.js';
import type { QemuCapabilities } from './capabilities.js';
import { isUrl } from './command/index.js';
import type { KvmContext } from './context.js';
import { validateParams } from './validate.js';

/** Milliseconds that the server of an image may take to say that it has it. */
const URL_TIMEOUT = 10_000;

/** The QEMU binary that the parameters name, else the usual one. */
export function binaryOf(hvparams: HvParams | null): string {
  return hvparams === null ? KVM_PATH : new ParamReader(hvparams).text('kvm_path') || KVM_PATH;
}

/** Checks parameters against this node; resolves to what the QEMU they name can do. */
export async function checkParams(context: KvmContext, params: HvParams): Promise<QemuCapabilities> {
  const { probe, interfaceAddresses, runAs } = context;
  const binary = new ParamReader(params).text('kvm_path');
  if (binary === '') throw new HypervisorError("Parameter 'kvm_path' is required but is currently not defined");
  const capabilities = await probe.of(binary);
  await validateParams(params, { capabilities, interfaceAddresses, requireUser: (user) => runAs.userName(user) });
  return capabilities;
}

/** Throws when an image over HTTP is not to be had: QEMU would hang on it. */
export async function checkImageUrls({ clock }: Pick<KvmContext, 'clock'>, params: HvParams): Promise<void> {
  const hvp = new ParamReader(params);
  for (const url of [hvp.text('cdrom_image_path'), hvp.text('cdrom2_image_path')].filter(isUrl)) {
    const abort = new AbortController();
    const cancel = clock.after(URL_TIMEOUT, () => {
      abort.abort();
    });
    const found = await fetch(url, { method: 'HEAD', signal: abort.signal }).catch(() => undefined);
    cancel();
    if (found?.ok !== true) throw new HypervisorError(`Cdrom ISO image '${url}' is not accessible`);
  }
}

/** What of the programs that guests need is not installed, in words. */
export async function missingPrograms(hvparams: HvParams | null): Promise<string | undefined> {
  const programs = [
    ['KVM', binaryOf(hvparams)],
    ['socat', SOCAT_PATH],
  ] as const;
  const problems: string[] = [];
  for (const [what, path] of programs) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) problems.push(`The ${what} binary ('${path}') does not exist`);
  }
  return problems.length === 0 ? undefined : problems.join('; ');
}
