import { defineCommand } from '../framework/command.js';
import { str } from '../output/python.js';

const LINES = [
  ['Software version', 'software_version'],
  ['Internode protocol', 'protocol_version'],
  ['Configuration format', 'config_version'],
  ['OS api version', 'os_api_version'],
  ['Export interface', 'export_version'],
  ['VCS version', 'vcs_version'],
] as const;

/** gnt-cluster version: what the master daemon speaks and is. */
export const version = defineCommand({
  tool: 'gnt-cluster',
  name: 'version',
  usage: '',
  args: [],
  options: {},
  async run({ session }) {
    const info = await (await session.client()).call('QueryClusterInfo', {});
    for (const [title, key] of LINES) session.out(`${title}: ${str(info[key])}`);
    return 0;
  },
});
