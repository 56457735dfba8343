import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import * as c from '@gnt/constants';
import { ConfdClient } from '@gnt/confd-client';
import type { ConfdRequestName } from '@gnt/protocol';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { Clock } from '../../common/clock.js';
import type { Paths } from '../../common/paths.js';
import type { Resolver } from '../../common/resolver.js';

/** What the tool works with. */
export interface ConfdClientContext {
  readonly paths: Paths;
  readonly resolver: Resolver;
  readonly clock: Clock;
  readonly port: number;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface Options {
  readonly hmac?: string;
  readonly address?: string;
  readonly requests: number;
}

/** Most entries of a list that are shown. */
const SHOWN = 5;

function count(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It is a number.');
  return Number(text);
}

/** Its command line. */
export function commandLine(): Command {
  return new Command('confd-client')
    .description('Tests a configuration daemon: whether it answers, and how fast.')
    .option('--hmac <KEY>', 'key that signs (default: the content of hmac.key)')
    .option('-a, --address <ADDRESS>', "whom to ask (default: localhost, or a virtual node's own address)")
    .option('-r, --requests <REQUESTS>', 'requests of each kind to measure; 0 for none', count, 100)
    .version(`confd-client (ganeti) ${c.RELEASE_VERSION}`, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .allowExcessArguments(false)
    .exitOverride();
}

/** Asks one daemon and shows what it says. */
class Tester {
  readonly #client: ConfdClient;
  readonly #context: ConfdClientContext;

  constructor(client: ConfdClient, context: ConfdClientContext) {
    this.#client = client;
    this.#context = context;
  }

  say(text: string): void {
    this.#context.out(`${text}\n`);
  }

  /** The answer; throws when there is none or the daemon refuses. */
  async ask(name: ConfdRequestName, query: unknown = null): Promise<unknown> {
    const { status, answer } = await this.#client.ask(name, query);
    if (status !== c.CONFD_REPL_STATUS_OK) throw new Error(`${name}: refused: ${JSON.stringify(answer)}`);
    return answer;
  }

  list(title: string, answer: unknown): void {
    const rows = Array.isArray(answer) ? (answer as unknown[]) : [answer];
    this.say(`${title}: OK`);
    for (const row of rows.slice(0, SHOWN)) this.say(`  ${typeof row === 'string' ? row : JSON.stringify(row)}`);
    if (rows.length > SHOWN) this.say(`  and ${String(rows.length - SHOWN)} more`);
    if (rows.length === 0) this.say('  none');
  }

  async questions(): Promise<void> {
    await this.ask('REQ_PING');
    this.say('Ping: OK');
    const master = await this.ask('REQ_CLUSTER_MASTER');
    this.say(`Master: OK (${String(master)})`);
    const fields = [c.CONFD_REQFIELD_NAME, c.CONFD_REQFIELD_IP, c.CONFD_REQFIELD_MNODE_PIP];
    this.say(`Master: OK (${JSON.stringify(await this.ask('REQ_CLUSTER_MASTER', { [c.CONFD_REQQ_FIELDS]: fields }))})`);
    const role = await this.ask('REQ_NODE_ROLE_BYNAME', master);
    if (role !== c.CONFD_NODE_ROLE_MASTER) throw new Error(`Node role for master: wrong: ${JSON.stringify(role)}`);
    this.say('Node role for master: OK');
    this.list('Node primary ip query', await this.ask('REQ_NODE_PIP_LIST'));
    this.list('Master candidates primary IP query', await this.ask('REQ_MC_PIP_LIST'));
    const ips = await this.ask('REQ_INSTANCES_IPS_LIST');
    this.list('Instance primary IP query', ips);
    const nodes = await this.ask('REQ_NODE_PIP_BY_INSTANCE_IP', { [c.CONFD_REQQ_IPLIST]: ips });
    this.list('Instance IP to node IP query', nodes);
  }

  async timing(requests: number): Promise<void> {
    this.say('Timing tests');
    for (const [title, name] of [
      ['ping', 'REQ_PING'],
      ['instance ips', 'REQ_INSTANCES_IPS_LIST'],
    ] as const) {
      const started = this.#context.clock.now();
      for (let i = 0; i < requests; i += 1) await this.ask(name);
      this.say(`  ${((this.#context.clock.now() - started) / requests).toFixed(3)}ms per ${title} request`);
    }
  }
}

async function addressOf(given: string | undefined, { paths, resolver }: ConfdClientContext): Promise<string> {
  const name = given ?? (paths.virtual ? resolver.hostname : 'localhost');
  return isIP(name) === 0 ? (await resolver.resolve(name)).ip : name;
}

/** `confd-client`: asks a configuration daemon what it should know, then measures it. */
export async function runConfdClient(argv: readonly string[], context: ConfdClientContext): Promise<number> {
  const command = commandLine().configureOutput({ writeOut: context.out, writeErr: context.err });
  try {
    command.parse(argv, { from: 'user' });
  } catch (e) {
    if (e instanceof CommanderError) return e.exitCode === 0 ? 0 : 2;
    throw e;
  }
  const { hmac, address, requests } = command.opts<Options>();
  let client: ConfdClient | undefined;
  try {
    const key = hmac === undefined ? await readFile(context.paths.file('hmacKey')) : Buffer.from(hmac);
    client = new ConfdClient({ peers: [await addressOf(address, context)], key, port: context.port });
    const tester = new Tester(client, context);
    await tester.questions();
    if (requests > 0) await tester.timing(requests);
    return 0;
  } catch (e) {
    context.err(`confd-client: ${e instanceof Error ? e.message : String(e)}\n`);
    return 1;
  } finally {
    client?.close();
  }
}
