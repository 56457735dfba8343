import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { systemClock } from '../../common/clock.js';
import { Paths } from '../../common/paths.js';
import { systemIo } from './io.js';
import type { Bootstrap, CliDependencies } from './session.js';

async function runInTerminal([program = '', ...args]: readonly string[]): Promise<number | null> {
  const { startChild } = await import('../../common/exec.js');
  const env = Object.fromEntries(Object.entries(process.env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
  const child = await startChild(program, args, { stdio: ['inherit', 'inherit', 'inherit'], env });
  return (await child.exited).exitCode;
}

async function loadBootstrap(env: CliDependencies['env']): Promise<Bootstrap> {
  const bootstrap = await import('../../bootstrap/index.js');
  const context = bootstrap.createBootstrapContext(env);
  return {
    initCluster: (options) => bootstrap.initCluster(options, context),
    finishClusterDestroy: (uuid, options) => bootstrap.finishClusterDestroy(uuid, options, context),
    setupNode: (setup) => bootstrap.setupNode(setup, context),
    unhealthyMajority: (ignoreOffline) => bootstrap.unhealthyMajority(ignoreOffline, context),
    masterFailover: (noVoting) => bootstrap.masterFailover(noVoting, context),
    journalStandings: () => bootstrap.candidateStandings(context),
    remote: (clusterName) => bootstrap.createRemote(context, clusterName),
  };
}

/** What commands work with on this machine; what is heavy is loaded when it is first asked for. */
export function systemDependencies(env: Readonly<Record<string, string | undefined>> = process.env): CliDependencies {
  const named = env['GANETI_HOSTNAME'];
  return {
    io: systemIo,
    clock: systemClock,
    files: { readText: (path) => readFile(path, 'utf8') },
    paths: new Paths(env['GANETI_ROOTDIR']),
    hostname: named === undefined || named === '' ? hostname() : named,
    resolver: async () => (await import('../../common/resolver.js')).createResolver(env),
    bootstrap: () => loadBootstrap(env),
    interactive: runInTerminal,
    env,
  };
}
