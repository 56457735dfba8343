import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { programs, runProgram, systemEnvironment } from '../../../../../lib/htools-cli/index.js';

const POLICY = '128,1,1024,1,1,1|128,1,256,1,1,1;32768,8,1048576,16,8,12|drbd,plain,ext|4.0|32.0';
const node = (name: string): string => `${name}|16384|1024|12000|900000|800000|8|N|u1|4||N|0|1|1.0`;
const instance = (name: string, on: string, vcpus: number): string =>
  `${name}|512|1024|${String(vcpus)}|running|Y|${on}||ext||1|-|N`;
const CLUSTER = [
  ...['g|u1|preferred||', '', node('a'), node('b'), ''],
  ...[instance('i1', 'a', 1), instance('i2', 'a', 3), instance('i3', 'b', 1), '', '', `|${POLICY}`, `g|${POLICY}`, ''],
].join('\n');

/** Addresses of their own, as monitoring daemons of several nodes have them: all on the usual port. */
const ADDRESSES: Readonly<Record<string, string>> = { a: '127.66.15.1', b: '127.66.15.2' };
const reports: Record<string, unknown> = {};
const asked: string[] = [];

function serve(name: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(`${name} ${path}`);
    const collector = path.split('/').at(-1) ?? '';
    const data = reports[`${name} ${collector}`];
    response.writeHead(data === undefined ? 404 : 200).end(JSON.stringify({ name: collector, data }));
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(1815, ADDRESSES[name], () => {
      resolve(server);
    });
  });
}

async function run(...args: string[]): Promise<{ code: number; loads: string[]; err: string }> {
  let err = '';
  const code = await runProgram(programs['hinfo']!, ['-t', 'x', '-pname,cload', ...args], {
    ...systemEnvironment(),
    readText: () => CLUSTER,
    resolver: {
      resolve: async (name) => {
        const ip = ADDRESSES[name];
        if (ip === undefined) throw new Error(`no name ${name}`);
        return { name, ip };
      },
    },
    out: () => undefined,
    err: (text) => void (err += text),
  });
  const loads = [...err.matchAll(/^ (\w+) +([\d.]+)$/gm)].map(([, name, load]) => `${name ?? ''} ${load ?? ''}`);
  return { code, loads, err };
}

describe('monitoring daemons as a source of loads', () => {
  const servers: Server[] = [];
  before(async () => {
    for (const name of Object.keys(ADDRESSES)) servers.push(await serve(name));
  });
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('leaves loads as they are when it is not asked for', async () => {
    assert.deepEqual((await run()).loads, ['a 2.000', 'b 1.000']);
    assert.deepEqual(asked, []);
  });

  it("takes each node's load", async () => {
    reports['a cpu-avg-load'] = { cpu_number: 8, cpus: [], cpu_total: 2.5 };
    reports['b cpu-avg-load'] = { cpu_number: 8, cpus: [], cpu_total: 0.25 };
    assert.deepEqual((await run('--mond=yes')).loads, ['a 2.500', 'b 0.250']);
    assert.deepEqual(asked.splice(0), ['a /1/report/default/cpu-avg-load', 'b /1/report/default/cpu-avg-load']);
  });

  it('leaves all loads as they are when one node does not report', async () => {
    Reflect.deleteProperty(reports, 'b cpu-avg-load');
    const { code, loads, err } = await run('--mond=yes');
    assert.deepEqual([code, loads], [0, ['a 2.000', 'b 1.000']]);
    assert.match(err, /Warning: node b does not report cpu-avg-load: .* answers HTTP status 404/);
    assert.match(err, /Not every node reported cpu-avg-load, so these reports are left out\./);
  });
});
