import { Transport } from '@gnt/luxi-client';
import { decodeLuxiResponse, isA } from '@gnt/protocol';
import { defineCommand, many } from '../framework/command.js';
import { str } from '../output/python.js';

/** gnt-debug metad: sends a command to this node's metadata daemon; "echo" is the only one. */
export const metad = defineCommand({
  tool: 'gnt-debug',
  name: 'metad',
  usage: '<command> <argument>',
  args: [many('unknown', 1)],
  options: {},
  async run({ args, session }) {
    const [command = '', ...rest] = args;
    if (command !== 'echo') {
      session.err(`There is no command '${command}' of the metadata daemon; there is: echo <text>`);
      return 1;
    }
    if (rest.length !== 1) {
      session.err("Command 'echo' takes one argument");
      return 1;
    }
    const connection = await connectToMetad(session.paths.file('metadSocket'));
    if (connection === undefined) {
      session.err("This node's metadata daemon does not run; it starts when an instance here has something to be told");
      return 1;
    }
    try {
      const answer = await connection.call(JSON.stringify({ method: 'echo', args: rest }));
      session.out(`Answer: ${str(decodeLuxiResponse(answer))}`);
      return 0;
    } finally {
      connection.close();
    }
  },
});

async function connectToMetad(path: string): Promise<Transport | undefined> {
  try {
    return await Transport.connect(path, { mayRetry: () => Promise.resolve(false) });
  } catch (e) {
    if (isA(e, 'NoMasterError')) return undefined;
    throw e;
  }
}
