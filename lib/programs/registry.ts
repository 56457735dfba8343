import { CONFD, KVMD, METAD, MOND, NODED } from '@gnt/constants';
import { flagsOf } from '../common/completion.js';
import { daemonCommand } from '../common/daemon-command.js';

/** Tools of the bootstrap that take their request on standard input. */
const INPUT_TOOLS = ['node-daemon-setup', 'prepare-node-join', 'ssh-update'];
const HTOOLS = ['hail', 'harep', 'hbal', 'hcheck', 'hinfo', 'hroller', 'hscan', 'hspace', 'hsqueeze'];

async function htoolsFlags(name: string): Promise<string[]> {
  const { htoolsPrograms } = await import('../htools-cli/registry.js');
  const flags = htoolsPrograms[name];
  if (!flags) throw new Error(`${name} is not among the programs of lib/htools-cli`);
  return [...flags];
}

/** Every way of writing the options of a program, by its name; loaded when asked for. Tables and documents are made of it. */
export const programFlags: Readonly<Record<string, () => Promise<string[]>>> = {
  [CONFD]: async () => flagsOf(daemonCommand((await import('./ganeti-confd.js')).commandLine)),
  [KVMD]: async () => flagsOf(daemonCommand((await import('./ganeti-kvmd.js')).commandLine)),
  [METAD]: async () => flagsOf(daemonCommand((await import('./ganeti-metad.js')).commandLine)),
  [MOND]: async () => flagsOf(daemonCommand((await import('./ganeti-mond.js')).commandLine)),
  'confd-client': async () => flagsOf((await import('../tools/confd-client/main.js')).commandLine()),
  'ganeti-cleaner': async () => [...(await import('../tools/cleaner/main.js')).cleanerFlags],
  'ganeti-watcher': async () => flagsOf((await import('../watcher/options.js')).watcherCommand()),
  [NODED]: async () => flagsOf((await import('./ganeti-noded.js')).commandLine()),
  cfgupgrade: async () => (await import('../tools/cfgupgrade/index.js')).cfgupgradeFlags(),
  'ensure-dirs': async () => flagsOf((await import('../tools/ensure-dirs/index.js')).ensureDirsCommand()),
  'vcluster-setup': async () =>
    flagsOf((await import('../tools/vcluster/settings.js')).vclusterCommand(() => Promise.resolve())),
  ...Object.fromEntries(
    INPUT_TOOLS.map((name) => [
      name,
      async () => flagsOf((await import('../bootstrap/tool-main.js')).inputToolCommand(name, '')),
    ]),
  ),
  ...Object.fromEntries(HTOOLS.map((name) => [name, () => htoolsFlags(name)])),
};
